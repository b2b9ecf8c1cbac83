using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Labels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Checking;

/// <summary>
/// Judges the objects of an input against the whole of it: everything is read first, then each object is judged as admission would
/// leave it, among the others as admission would leave them. A kind of which nothing was given is not taken to be absent from the mesh;
/// with a context, the context is the mesh, as it is; and so is a cluster, with the objects of the input in place of its own.
/// </summary>
/// <param name="policy">The policy.</param>
/// <param name="defaultNamespace">The namespace of namespaced objects that name none.</param>
/// <param name="now">The time at which they are judged, which decides about exemptions.</param>
/// <param name="live">The mesh of the cluster that they are judged in; null when there is none.</param>
internal sealed class CheckRun(EgressPolicy policy, string defaultNamespace, DateTimeOffset now, MeshSnapshot? live = null)
{
    /// <summary>As many objects as fit into the memory of a CI job with room to spare.</summary>
    private const int MaxObjects = 200_000;

    /// <summary>Fewer are judged before the other cores have woken up.</summary>
    private const int WorthSharing = 16;

    private readonly List<ManifestObject> _judged = [];
    private readonly SortedDictionary<string, int> _notJudged = new(StringComparer.Ordinal);
    private readonly HashSet<ObjectKind> _given = [];
    private readonly List<EgressExemption> _exemptions = [];
    private MeshSnapshot _mesh = (live ?? MeshSnapshot.Unknown).ForDomain(policy.Mesh.ClusterDomain);
    private int _count;
    private int _unnamed;

    /// <summary>Reads the object of a manifest, which can then be added. Any thread can do it.</summary>
    /// <exception cref="ManifestException">It has no kind.</exception>
    public ManifestObject Describe(Manifest manifest) => ManifestObject.Read(manifest, defaultNamespace);

    /// <summary>Adds an object that is to be judged, if any rule judges its kind.</summary>
    /// <exception cref="ManifestException">There are too many.</exception>
    public void Add(ManifestObject described)
    {
        Count(described);
        var manifest = described.Manifest;
        if (ExemptionManifests.IsOne(described))
        {
            // An invalid one exempts nothing, and is told about when it is judged.
            _exemptions.AddRange(ExemptionManifests.Read(manifest).Exemptions);
        }

        if (GuardKindOf(described) is not null || (described.Kind is { } kind && !RuleCatalog.For(kind).IsEmpty))
        {
            _judged.Add(WithoutText(described));
        }
        else
        {
            _notJudged[described.KindName] = _notJudged.GetValueOrDefault(described.KindName) + 1;
            AddToMesh(described.Subject);
        }
    }

    /// <summary>Adds an object that is only there to judge others by.</summary>
    /// <exception cref="ManifestException">It cannot be read, or there are too many.</exception>
    public void AddContext(ManifestObject described)
    {
        Count(described);
        if (described.Defect is not null)
        {
            throw described.Refusal();
        }

        if (ExemptionManifests.IsOne(described))
        {
            _exemptions.Add(ExemptionManifests.Require(described.Manifest));
        }

        AddToMesh(described.Subject);
    }

    /// <summary>Adds exemptions that are not among the objects.</summary>
    public void AddExemptions(IEnumerable<EgressExemption> exemptions) => _exemptions.AddRange(exemptions);

    /// <summary>Judges everything that was added.</summary>
    /// <param name="contextIsComplete">Whether what was given as context is the whole mesh, so that absence means something.</param>
    public CheckReport Judge(bool contextIsComplete)
    {
        LabelAndAdd();
        var mesh = live is not null ? _mesh
            : contextIsComplete ? _mesh.Knowing(Enum.GetValues<ObjectKind>())
            : _mesh.Knowing([.. _given]);
        var basis = new JudgingBasis(mesh, policy, ExemptionSet.Of(_exemptions), now);
        return new CheckReport(JudgeAll(basis), _notJudged.ToImmutableSortedDictionary(StringComparer.Ordinal))
        {
            IsOnCluster = live is not null,
        };
    }

    /// <summary>Objects of kinds that no rule looks at are let go at once, so only the others count.</summary>
    private void Count(ManifestObject described)
    {
        if (described.Kind is not null && ++_count > MaxObjects)
        {
            var (source, line) = (described.Manifest.Source, described.Manifest.Line);
            throw new ManifestException(source, line, 1, $"there are more than {MaxObjects} objects to judge; check them in parts");
        }
    }

    /// <summary>Who has been read is not kept as text, too: of many thousand objects, that would be a good part of the memory.</summary>
    private static ManifestObject WithoutText(ManifestObject described) => described.Subject is null || GuardKindOf(described) is not null
        ? described
        : described with { Manifest = described.Manifest with { Json = default } };

    /// <summary>
    /// Adds the objects that are to be judged to the mesh, labelled as they will be: Istio merges ServiceEntries only where their labels are
    /// equal. Namespaces come first, wherever they stand, because labels can depend on theirs.
    /// </summary>
    private void LabelAndAdd()
    {
        foreach (var namespaces in (ReadOnlySpan<bool>)[true, false])
        {
            for (var i = 0; i < _judged.Count; i++)
            {
                if (_judged[i].Subject is { } subject && subject.Object.Kind == ObjectKind.Namespace == namespaces)
                {
                    if (MeshSnapshot.Kinds.Contains(subject.Object.Kind))
                    {
                        // In place of the object as it was read, so that no object is kept twice.
                        subject = LabelInjector.Label(subject, _mesh, policy);
                        _judged[i] = _judged[i] with { Subject = subject };
                    }

                    AddToMesh(subject);
                }
            }
        }
    }

    private void AddToMesh(Subject? subject)
    {
        if (subject is null)
        {
            return;
        }

        // Objects whose names are still to be generated are several, even where the prefix is the same.
        var reference = string.IsNullOrEmpty(subject.Object.Metadata.Name)
            ? subject.Reference with { Name = string.Create(CultureInfo.InvariantCulture, $"{subject.Name}#{++_unnamed}") }
            : subject.Reference;
        _given.Add(subject.Object.Kind);
        _mesh = _mesh.With(subject.Object, reference);
    }

    /// <summary>Every verdict is of one object in a mesh that does not change any more, so that cores can share them.</summary>
    private ImmutableArray<CheckedObject> JudgeAll(JudgingBasis basis)
    {
        var verdicts = new CheckedObject[_judged.Count];
        if (verdicts.Length < WorthSharing)
        {
            return [.. _judged.Select(item => Judge(item, basis))];
        }

        Parallel.For(0, verdicts.Length, index => verdicts[index] = Judge(_judged[index], basis));
        return ImmutableCollectionsMarshal.AsImmutableArray(verdicts);
    }

    private CheckedObject Judge(ManifestObject described, JudgingBasis basis)
    {
        var manifest = described.Manifest;
        var own = GuardKindOf(described);
        var verdict = own is { } kind ? GuardObject.Judge(kind, manifest.Json, basis)
            : described.Subject is { } subject ? ObjectCheck.Check(subject, basis)
            : MalformedObject.Judge(MeantAsText.Explain(described.Defect!, manifest), policy);
        var findings = AmbiguousManifest.FindingsIn(manifest, policy).Concat(verdict.Findings.Select(finding => Locate(finding, manifest)));
        return new CheckedObject(
            manifest.Source,
            manifest.Line,
            described.KindName,
            own is not null ? "" : described.Subject?.Namespace ?? (described.WrittenNamespace is { Length: > 0 } written ? written : defaultNamespace),
            described.Name,
            [.. findings],
            verdict.NotEvaluated)
        {
            Exempted = verdict.Exempted,
        };
    }

    private static GuardKind? GuardKindOf(ManifestObject described) =>
        GuardObject.Find(ObjectKinds.GroupOf(described.ApiVersion), described.KindName);

    private static LocatedFinding Locate(Finding finding, Manifest manifest)
    {
        var place = manifest.Positions.Find(finding.Pointer);
        return new LocatedFinding(finding, place.Line, place.Column) { AnchorLine = place.AnchorLine };
    }
}
