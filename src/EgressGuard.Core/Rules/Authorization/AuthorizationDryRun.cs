using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A policy on the egress gateway is enforced, not only logged.</summary>
/// <remarks>
/// Annotation: <c>istio.io/dry-run</c>. Allowed: absent, or a value that Go's ParseBool does not take for true. It takes <c>1</c>, <c>t</c>,
/// <c>T</c>, <c>true</c>, <c>True</c> and <c>TRUE</c>.
/// </remarks>
internal sealed class AuthorizationDryRun : GatewayPolicyRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG601",
        Name = "authorization-dry-run",
        Summary = "An AuthorizationPolicy on the egress gateway is enforced.",
        Specification = "AP-3",
        Kinds = [ObjectKind.AuthorizationPolicy],
        JudgesPlatform = true,
        Why = "With dry-run Istio writes into its logs what a policy would have done, and does nothing. The policy looks as if it were in "
            + "force.",
        Example = new RuleExample(
            Denied: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata:
                  name: egress
                  namespace: istio-system
                  annotations: {istio.io/dry-run: "true"}
                spec:
                  selector:
                    matchLabels: {istio: egressgateway}
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
                  rules:
                  - from:
                    - source:
                        namespaces: [shop]
                """),
    };

    private protected override void Check(ObjectMeta metadata, AuthorizationPolicySpec spec, string gateway, RuleContext context)
    {
        if (IsDryRun(metadata))
        {
            context.Report(
                JsonPointer.Annotation(DryRun),
                $"Annotation {DryRun} is {Quote.Text(metadata.Annotation(DryRun)!)}, so Istio does not enforce this policy of the {gateway}. What it "
                + "should stop leaves the mesh.",
                "Remove the annotation.");
        }
    }
}
