using System.Collections.Immutable;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Webhook.Auditing;

/// <summary>Judges one object of the cluster as admission would, were it created today, and as <c>egressguard check</c> does.</summary>
internal static class AuditJudge
{
    /// <summary>The kinds that are audited: those of the mesh that rules judge. Pods are not among them (docs/audit.md).</summary>
    public static ImmutableArray<ObjectKind> Kinds { get; } = [.. MeshSnapshot.Kinds.Where(kind => !RuleCatalog.For(kind).IsEmpty)];

    /// <summary>Every object that there is to judge, in the order of reports.</summary>
    public static ImmutableArray<AuditKey> KeysOf(AuditInput input) =>
    [
        .. Kinds
            .SelectMany(kind => input.Mesh.All(kind).Select(entry => new AuditKey(kind, entry.Key)))
            .Concat(input.Unreadable.Keys.Where(key => Kinds.Contains(key.Kind)))
            .Distinct()
            .Order(AuditKey.InOrder),
    ];

    /// <summary>Judges an object; null when it is no longer there.</summary>
    public static AuditedObject? Judge(AuditInput input, AuditKey key, DateTimeOffset now)
    {
        if (!Kinds.Contains(key.Kind))
        {
            return null;
        }

        if (input.Mesh.Find(key.Kind, key.Reference) is { } found)
        {
            var subject = new Subject(found, key.Reference.Namespace, key.Reference.Name);
            return Describe(key, found, ObjectCheck.Check(subject, input.BasisAt(now)));
        }

        return input.Unreadable.TryGetValue(key, out var problem)
            ? Describe(key, null, MalformedObject.Judge(new ObjectDefect("", problem.TrimEnd('.')), input.Policy))
            : null;
    }

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
