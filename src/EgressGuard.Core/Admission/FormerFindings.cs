using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>
/// A running pod can hardly be mended: almost all of its spec is immutable; and workloads, Namespaces and Services are updated by
/// controllers for reasons of their own, such as scaling. To refuse that for what was let in earlier would block controllers and mend
/// nothing, so an update answers only for what it brings. The pods that a workload makes anew are judged when they are created.
/// Of Istio's own kinds every update is judged in full: there a finding that stays can cover more than before.
/// </summary>
internal static class FormerFindings
{
    /// <summary>The verdict without the findings that the object gave before the update, word for word.</summary>
    public static Verdict Without(
        Subject subject, Verdict verdict, MeshSnapshot mesh, EgressPolicy policy, CancellationToken cancellation = default)
    {
        if (verdict.Findings.IsEmpty || subject.Object is not (Pod or Workload or Namespace or Service) || subject.OldObject is not { } former)
        {
            return verdict;
        }

        // Where a rule has more findings than are told, nobody can say which of them are new.
        if (verdict.Findings.Length > RuleContext.MostFindings
            && verdict.Findings.CountBy(finding => finding.Rule).Any(rule => rule.Value > RuleContext.MostFindings))
        {
            return verdict;
        }

        var before = RuleEngine.Evaluate(subject with { Object = former, OldObject = null, Former = null }, mesh, policy, cancellation);
        return verdict with { Findings = verdict.Findings.RemoveRange(before.Findings) };
    }
}
