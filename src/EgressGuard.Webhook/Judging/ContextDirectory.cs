using EgressGuard.Core.Mesh;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Judging;

/// <summary>The manifests of a directory as a mesh.</summary>
/// <param name="Mesh">The mesh.</param>
/// <param name="Known">How many objects of each kind are in it.</param>
/// <param name="Others">How many objects of each other kind were passed over.</param>
internal sealed record ContextDirectory(
    MeshSnapshot Mesh, IReadOnlyDictionary<string, int> Known, IReadOnlyDictionary<string, int> Others)
{
    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    /// <summary>Reads every manifest below a directory, in lexical order. All or nothing: half a mesh would judge wrongly.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="clusterDomain">The DNS domain of the cluster.</param>
    /// <param name="problem">Why there is no mesh: the file, the line, the reason; null when there is one.</param>
    /// <returns>The mesh, or null.</returns>
    public static ContextDirectory? Read(string directory, string clusterDomain, out string? problem)
    {
        var known = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var others = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var mesh = MeshSnapshot.Empty.ForDomain(clusterDomain);
        try
        {
            foreach (var file in FilesBelow(directory))
            {
                using var stream = File.OpenRead(file);
                foreach (var manifest in ManifestReader.Read(stream, file))
                {
                    mesh = Add(mesh, manifest, known, others);
                }
            }

            problem = null;
            return new ContextDirectory(mesh, known, others);
        }
        catch (Exception exception) when (exception is ManifestException or IOException or UnauthorizedAccessException)
        {
            problem = exception is ManifestException ? exception.Message : $"{directory}: the mesh cannot be read: {exception.Message}";
            return null;
        }
    }

    private static IEnumerable<string> FilesBelow(string directory) => Directory
        .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
        .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal)
            && !IsBehindTheScenes(Path.GetRelativePath(directory, file)))
        .Order(StringComparer.Ordinal);

    // kubelet's volumes hold every file twice: in a directory that begins with two dots, and as a link to it.
    private static bool IsBehindTheScenes(string path) =>
        path.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith("..", StringComparison.Ordinal));

    private static MeshSnapshot Add(
        MeshSnapshot mesh, Manifest manifest, SortedDictionary<string, int> known, SortedDictionary<string, int> others)
    {
        var described = ManifestObject.Read(manifest, "default");
        var kindName = described.KindName;
        if (described.Kind is null)
        {
            others[kindName] = others.GetValueOrDefault(kindName) + 1;
            return mesh;
        }

        if (described.Subject is not { } subject)
        {
            var (pointer, problem) = described.Defect!;
            var place = pointer.Length == 0 ? "" : " at " + pointer;
            throw Defect(manifest, pointer, $"{kindName}{place}: {problem}");
        }

        if (string.IsNullOrEmpty(subject.Object.Metadata.Name))
        {
            throw Defect(manifest, "/metadata", $"{kindName}: metadata.name is missing, and an object of the mesh has one");
        }

        known[kindName] = known.GetValueOrDefault(kindName) + 1;
        return mesh.With(subject.Object, subject.Reference);
    }

    private static ManifestException Defect(Manifest manifest, string pointer, string problem)
    {
        var place = manifest.Positions.Find(pointer);
        return new ManifestException(manifest.Source, place.Line, place.Column, problem);
    }
}
