using System.CommandLine;
using System.Globalization;
using EgressGuard.Cli.Commands;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Inputs;

/// <summary>An input as the mesh: what is given is taken to be the whole of it, so that absence means something.</summary>
/// <param name="clusterDomain">The DNS domain of the cluster.</param>
/// <param name="defaultNamespace">The namespace of namespaced objects that name none.</param>
internal sealed class MeshInput(string clusterDomain, string defaultNamespace)
{
    /// <summary>As many objects as fit into the memory of a CI job with room to spare.</summary>
    private const int MaxObjects = 200_000;

    private readonly SortedSet<string> _namespaces = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The mesh so far.</summary>
    public MeshSnapshot Mesh { get; private set; } = MeshSnapshot.Empty.ForDomain(clusterDomain);

    /// <summary>Where its objects were written.</summary>
    public ObjectPlaces Places { get; } = new();

    /// <summary>The kinds without which a path is seldom what it is in the cluster, and of which the input holds nothing; for people.</summary>
    public IEnumerable<string> Absent =>
        new[] { ObjectKind.ServiceEntry, ObjectKind.Gateway, ObjectKind.VirtualService }
            .Where(kind => Mesh.Count(kind) == 0).Select(ObjectKinds.NameOf);

    /// <summary>The namespaces that are in the input, or hold some object of it.</summary>
    public IReadOnlySet<string> Namespaces => _namespaces;

    /// <summary>Reads the input that a command line names.</summary>
    /// <exception cref="UsageException">A path cannot be read.</exception>
    /// <exception cref="ManifestException">A manifest cannot be read.</exception>
    public static MeshInput Read(ParseResult parsed, InputOptions options, EgressPolicy policy, Terminal terminal)
    {
        var input = new MeshInput(policy.Mesh.ClusterDomain, parsed.GetValue(options.Namespace)!);
        using (var progress = new Progress(terminal))
        {
            foreach (var manifest in InputFiles.Read(parsed.GetValue(options.Paths)!, parsed.GetValue(options.Recursive), terminal.Input))
            {
                input.Add(manifest);
                progress.Count();
            }
        }

        if (input._count == 0)
        {
            terminal.Error.WriteLine("egressguard: no object that could decide about a path was found in the input");
        }

        return input;
    }

    /// <summary>Adds an object, in place of an earlier one of the same kind, namespace and name.</summary>
    /// <exception cref="ManifestException">It cannot be read, or there are too many.</exception>
    public void Add(Manifest manifest)
    {
        var described = ManifestObject.Read(manifest, defaultNamespace);
        if (described.Defect is not null)
        {
            throw described.Refusal();
        }

        if (described.Subject is not { } subject)
        {
            return;
        }

        _namespaces.Add(subject.Home);
        if (!MeshSnapshot.Kinds.Contains(subject.Object.Kind))
        {
            return;
        }

        if (++_count > MaxObjects)
        {
            throw new ManifestException(manifest.Source, manifest.Line, 1, $"there are more than {MaxObjects} objects; give fewer of them");
        }

        // Objects whose names are still to be generated are several, even where the prefix is the same.
        var reference = string.IsNullOrEmpty(subject.Object.Metadata.Name)
            ? subject.Reference with { Name = string.Create(CultureInfo.InvariantCulture, $"{subject.Name}#{_count}") }
            : subject.Reference;
        Mesh = Mesh.With(subject.Object, reference);
        Places.Add(subject.Object.Kind, reference, manifest);
    }
}
