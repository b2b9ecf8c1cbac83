using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A rule that lets traffic through the egress gateway says whose, or where to.</summary>
/// <remarks>
/// Fields: <c>spec.action</c> and <c>spec.rules</c>. Reported: a rule with none of <c>from</c>, <c>to</c> and <c>when</c> where the action is
/// <c>ALLOW</c> or absent. No rules at all allow nothing, and are no finding.
/// </remarks>
internal sealed class AuthorizationAllowsEverybody : GatewayPolicyRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG602",
        Name = "authorization-allows-everybody",
        Summary = "An AuthorizationPolicy on the egress gateway does not let everybody through to everywhere.",
        Specification = "AP-2",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.AuthorizationPolicy],
        JudgesPlatform = true,
        Why = "A rule without conditions allows every request, and it takes one policy that allows a request to let it through. All other "
            + "ALLOW policies of the gateway then count for nothing.",
        Example = new RuleExample(
            Denied: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  action: ALLOW
                  rules:
                  - {}
                """,
            Corrected: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  action: ALLOW
                  rules:
                  - from:
                    - source:
                        namespaces: [shop]
                """),
    };

    private protected override void Check(ObjectMeta metadata, AuthorizationPolicySpec spec, string gateway, RuleContext context)
    {
        if (spec.Action is not (null or "" or "ALLOW"))
        {
            return;
        }

        for (var i = 0; i < spec.Rules.Count; i++)
        {
            if (spec.Rules[i] is { From.Count: 0, To.Count: 0, When.Count: 0 })
            {
                context.Report(
                    "/spec/rules/" + JsonPointer.Token(i),
                    $"This rule is empty, which lets every client through the {gateway} to every host. Other policies that allow less count "
                    + "for nothing beside it.",
                    "List in from the namespaces or principals that may pass, or in to or when the hosts that they may reach.");
            }
        }
    }
}
