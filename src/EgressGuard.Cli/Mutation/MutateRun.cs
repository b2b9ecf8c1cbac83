using EgressGuard.Core.Labels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Mutation;

/// <summary>
/// Adds to the objects of an input what admission would add. Everything is read first: a namespace may stand behind the objects in it.
/// </summary>
internal sealed class MutateRun(EgressPolicy policy, string defaultNamespace)
{
    /// <summary>As many objects as fit into the memory of a CI job with room to spare; all are kept until all are read.</summary>
    private const int MaxObjects = 200_000;

    private readonly List<ManifestObject> _objects = [];
    private readonly SortedSet<string> _untold = new(StringComparer.Ordinal);
    private MeshSnapshot _mesh = MeshSnapshot.Unknown.ForDomain(policy.Mesh.ClusterDomain);

    /// <summary>What could not be told, each a sentence without capital and full stop, ordered.</summary>
    public IReadOnlyCollection<string> Untold => _untold;

    /// <summary>Adds an object of the input.</summary>
    /// <exception cref="ManifestException">It cannot be read, or there are too many.</exception>
    public void Add(Manifest manifest)
    {
        if (_objects.Count == MaxObjects)
        {
            throw new ManifestException(manifest.Source, manifest.Line, 1, $"there are more than {MaxObjects} objects; mutate them in parts");
        }

        _objects.Add(AddContext(manifest));
    }

    /// <summary>Adds an object that is only there to tell about its namespace.</summary>
    /// <exception cref="ManifestException">It cannot be read.</exception>
    public ManifestObject AddContext(Manifest manifest)
    {
        var described = ManifestObject.Read(manifest, defaultNamespace);
        if (described.Defect is not null)
        {
            throw described.Refusal();
        }

        if (described.Subject is { } subject)
        {
            _mesh = _mesh.With(subject.Object, subject.Reference);
        }

        return described;
    }

    /// <summary>Every object of the input, in order.</summary>
    public List<MutatedObject> Mutate() => [.. _objects.Select(Mutate)];

    private MutatedObject Mutate(ManifestObject described)
    {
        // Admission is not asked about what no rule judges.
        if (described.Subject is not { } subject || RuleCatalog.For(subject.Object.Kind).IsEmpty)
        {
            return new MutatedObject(described, []);
        }

        NoteUntold(subject);
        return new MutatedObject(described, LabelInjector.Inject(subject, _mesh, policy));
    }

    private void NoteUntold(Subject subject)
    {
        if (policy.IsPlatformNamespace(subject.Namespace) || _mesh.FindNamespace(subject.Namespace) is not null)
        {
            return;
        }

        foreach (var label in policy.Labels)
        {
            if (label.NeedsNamespace && label.Kinds.Contains(subject.Object.Kind) && subject.Object.Metadata.Label(label.Key) is null)
            {
                _untold.Add(
                    $"whether {subject.Object.Kind} objects get the label {label.Key} in namespace {subject.Namespace} depends on the "
                    + "namespace's labels, which are not known; give the Namespace, or a directory with it as --context");
            }
        }
    }
}
