using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>To delete a policy of the egress gateway opens what it held.</summary>
/// <remarks>
/// Reported: the deletion of a policy that was enforced: one with an action other than <c>AUDIT</c>, and without <c>istio.io/dry-run</c>.
/// </remarks>
internal sealed class AuthorizationRemoved : GatewayPolicyRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG606",
        Name = "authorization-removed",
        Summary = "An AuthorizationPolicy that is enforced on the egress gateway is not deleted unnoticed.",
        Specification = "AP-9",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.AuthorizationPolicy],
        JudgesPlatform = true,
        JudgesRemoval = true,
        Why = "When the last ALLOW policy of the gateway goes, every client may use it to reach every host it knows; when a DENY policy goes, "
            + "so does what it held back.",
        Example = new RuleExample(
            Denied: """
                # Being deleted.
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata:
                  name: egress
                  namespace: istio-system
                  deletionTimestamp: "2026-01-01T00:00:00Z"
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  rules:
                  - from:
                    - source:
                        namespaces: [shop]
                """,
            Corrected: """
                # Narrowed instead.
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
                  rules:
                  - from:
                    - source:
                        namespaces: [shop]
                    to:
                    - operation:
                        ports: ["443"]
                """),
    };

    private protected override void Check(ObjectMeta metadata, AuthorizationPolicySpec spec, string gateway, RuleContext context)
    {
        if (context.Subject.IsRemoval && spec.Action != "AUDIT" && !IsDryRun(metadata))
        {
            context.Report(
                "",
                $"This {(string.IsNullOrEmpty(spec.Action) ? "ALLOW" : Quote.Shorten(spec.Action))} policy is enforced on the {gateway} and is "
                + "being deleted. Clients that it held back may leave the mesh from now on.",
                "Make sure that other policies of the gateway hold what this one held; to change it, update it instead.");
        }
    }
}
