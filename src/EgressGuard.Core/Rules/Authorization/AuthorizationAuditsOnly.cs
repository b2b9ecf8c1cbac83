using EgressGuard.Core.Model;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A policy on the egress gateway decides something.</summary>
/// <remarks>Field: <c>spec.action</c>. Allowed: absent, <c>ALLOW</c>, <c>DENY</c> and <c>CUSTOM</c>; <c>AUDIT</c> is reported.</remarks>
internal sealed class AuthorizationAuditsOnly : GatewayPolicyRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG605",
        Name = "authorization-audits-only",
        Summary = "An AuthorizationPolicy on the egress gateway decides, instead of only recording.",
        Specification = "AP-7",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.AuthorizationPolicy],
        JudgesPlatform = true,
        Why = "The action AUDIT marks requests for the log and stops none. A policy that was meant to hold traffic back does nothing with it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  action: AUDIT
                  rules:
                  - from:
                    - source:
                        namespaces: [shop]
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
        if (spec.Action == "AUDIT")
        {
            context.Report(
                "/spec/action",
                $"The action is 'AUDIT', so this policy of the {gateway} only marks requests for the log. It stops nothing from leaving the mesh.",
                "Set the action to 'ALLOW' or 'DENY'; beside such a policy, an 'AUDIT' one may stay for the log.");
        }
    }
}
