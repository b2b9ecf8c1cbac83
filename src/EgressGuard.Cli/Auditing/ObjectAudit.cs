using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Clusters;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;
using EgressGuard.Kubernetes.Listing;

namespace EgressGuard.Cli.Auditing;

/// <summary>Judges one object of a cluster.</summary>
internal sealed class ObjectAudit(JudgingBasis basis, Progress progress)
{
    /// <summary>An object that rules judge.</summary>
    public CheckedObject Judge(ListedObject listed)
    {
        var verdict = listed.Object is { } found
            ? ObjectCheck.AsItStands(new Subject(found, listed.Reference.Namespace, listed.Reference.Name), basis)
            : MalformedObject.Judge(listed.Defect!, basis.Policy);
        return Describe(listed.KindName, listed.Reference, verdict);
    }

    /// <summary>A policy or an exemption.</summary>
    public CheckedObject Judge(GuardKind kind, RawGuardObject manifest) =>
        Describe(kind.ToString(), new ObjectRef("", manifest.Name), GuardObject.Judge(kind, manifest.Utf8Json, basis));

    private CheckedObject Describe(string kind, ObjectRef reference, Verdict verdict)
    {
        progress.Count();
        return new CheckedObject(
            CheckedObject.Cluster,
            0,
            kind,
            reference.Namespace,
            reference.Name,
            [.. verdict.Findings.Select(finding => new LocatedFinding(finding, 0, 0))],
            verdict.NotEvaluated)
        {
            Exempted = verdict.Exempted,
        };
    }
}
