using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Yaml;

/// <summary>
/// The manifests of a mesh, for the doors that read it from files. What they hold is taken to be all there is: the operator who gives
/// a mesh gives the whole of it.
/// </summary>
/// <param name="clusterDomain">The DNS domain of the cluster.</param>
public sealed class MeshManifests(string clusterDomain)
{
    /// <summary>The namespace of objects that name none, as with kubectl.</summary>
    private const string DefaultNamespace = "default";

    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    private readonly SortedDictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _others = new(StringComparer.Ordinal);
    private readonly List<EgressExemption> _exemptions = [];

    /// <summary>The mesh so far.</summary>
    public MeshSnapshot Mesh { get; private set; } = MeshSnapshot.Empty.ForDomain(clusterDomain);

    /// <summary>The exemptions that stand among the mesh's objects.</summary>
    public ExemptionSet Exemptions => ExemptionSet.Of(_exemptions);

    /// <summary>How many objects of each kind are in it.</summary>
    public IReadOnlyDictionary<string, int> Known => _known;

    /// <summary>How many objects of each other kind were passed over.</summary>
    public IReadOnlyDictionary<string, int> Others => _others;

    /// <summary>
    /// The manifest files below a directory, in lexical order. Left out is what begins with two dots: the volumes of kubelet hold every
    /// file twice, in such a directory and as a link to it.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public static IEnumerable<string> FilesBelow(string directory) => Directory
        .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
        .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal)
            && !IsBehindTheScenes(Path.GetRelativePath(directory, file)))
        .Order(StringComparer.Ordinal);

    /// <summary>Adds an object, in place of an earlier one of the same kind, namespace and name.</summary>
    /// <exception cref="ManifestException">It cannot be read, or could not be in a mesh.</exception>
    public void Add(Manifest manifest)
    {
        var described = ManifestObject.Read(manifest, DefaultNamespace);
        var kindName = described.KindName;
        if (ExemptionManifests.IsOne(described))
        {
            _exemptions.Add(ExemptionManifests.Require(manifest));
            _known[kindName] = _known.GetValueOrDefault(kindName) + 1;
            return;
        }

        if (described.Kind is null)
        {
            _others[kindName] = _others.GetValueOrDefault(kindName) + 1;
            return;
        }

        var subject = described.Subject ?? throw described.Refusal();
        if (string.IsNullOrEmpty(subject.Object.Metadata.Name))
        {
            throw described.Refusal("/metadata", "metadata.name is missing, and an object of the mesh has one");
        }

        _known[kindName] = _known.GetValueOrDefault(kindName) + 1;
        Mesh = Mesh.With(subject.Object, subject.Reference);
    }

    private static bool IsBehindTheScenes(string path) =>
        path.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith("..", StringComparison.Ordinal));
}
