using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules;

/// <summary>EG001: what cannot be read cannot be judged, so it is refused before any rule (istio-egress.md A3, A5).</summary>
public static class MalformedObject
{
    /// <summary>The verdict on an object that cannot be read. Only the policy's <c>enforcement</c> can soften it.</summary>
    public static Verdict Judge(ObjectDefect defect, EgressPolicy policy) => new()
    {
        Findings =
        [
            new Finding(
                ReservedRules.MalformedObject.Id,
                ReservedRules.MalformedObject.Name,
                policy.ActionOf(ReservedRules.MalformedObject.Id, RuleAction.Deny),
                defect.Pointer,
                $"The object cannot be judged: {defect.Problem}.",
                "Write the object as its API document describes it."),
        ],
    };
}
