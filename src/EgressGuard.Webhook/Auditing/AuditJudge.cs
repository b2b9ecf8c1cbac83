using System.Collections.Immutable;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;
using EgressGuard.Kubernetes.Listing;

namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// Judges one object of the cluster as /validate would, were it created today just as it is. Nothing is labelled first: a label that
/// the mutating webhook would have added and that is not there is a hole, and nobody else looks for it.
/// </summary>
internal static class AuditJudge
{
    /// <summary>The kinds of the mesh that rules judge. The other kinds with rules are listed (<see cref="ListedKind"/>).</summary>
    public static ImmutableArray<ObjectKind> Kinds { get; } = [.. MeshSnapshot.Kinds.Where(kind => !RuleCatalog.For(kind).IsEmpty)];

    /// <summary>Every object that there is to judge in the mesh, in the order of reports.</summary>
    public static ImmutableArray<AuditKey> KeysOf(AuditInput input) =>
    [
        .. Kinds
            .SelectMany(kind => input.Mesh.All(kind).Select(entry => new AuditKey(kind, entry.Key)))
            .Concat(input.Unreadable.Keys.Where(key => Kinds.Contains(key.Kind)))
            .Distinct()
            .Order(AuditKey.InOrder),
    ];

    /// <summary>Judges an object of the mesh; null when it is no longer there.</summary>
    public static AuditedObject? Judge(AuditInput input, AuditKey key, DateTimeOffset now)
    {
        if (!Kinds.Contains(key.Kind))
        {
            return null;
        }

        if (input.Mesh.Find(key.Kind, key.Reference) is { } found)
        {
            return Judge(input, key, found, now);
        }

        return input.Unreadable.TryGetValue(key, out var problem)
            ? Judge(input, key, new ObjectDefect("", problem.TrimEnd('.')))
            : null;
    }

    /// <summary>Judges an object, wherever it was found.</summary>
    public static AuditedObject Judge(AuditInput input, AuditKey key, KubeObject found, DateTimeOffset now)
    {
        var subject = new Subject(found, key.Reference.Namespace, key.Reference.Name);
        return Describe(key, found, ObjectCheck.AsItStands(subject, input.BasisAt(now)));
    }

    /// <summary>Judges an object that cannot be read.</summary>
    public static AuditedObject Judge(AuditInput input, AuditKey key, ObjectDefect defect) =>
        Describe(key, null, MalformedObject.Judge(defect, input.Policy));

    private static AuditedObject Describe(AuditKey key, KubeObject? found, Verdict verdict) => new(
        key,
        found?.ApiVersion ?? "",
        found?.KindName ?? ObjectKinds.NameOf(key.Kind),
        found?.Metadata.Uid ?? "",
        [
            .. verdict.Findings.Select(finding => new AuditedFinding(finding, null))
                .Concat(verdict.Exempted.Select(item => new AuditedFinding(item.Finding, item.Exemption)))
                .OrderBy(item => item.Finding.Rule, StringComparer.Ordinal), // stable: within a rule they are ordered by place already
        ]);
}
