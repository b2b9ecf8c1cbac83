using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A policy that means the egress gateway stands where it holds for it.</summary>
/// <remarks>
/// Fields: <c>spec.selector.matchLabels</c>, <c>spec.targetRef</c> and <c>spec.targetRefs</c>. Reported, in namespaces of tenants: a selector
/// with all labels that the policy knows of an egress gateway's pods or with the name of its Service as <c>app</c>, and a target reference to the gateway in the gateway's namespace. A
/// policy holds for pods of its own namespace only, unless it stands in the mesh's root namespace.
/// </remarks>
internal sealed class AuthorizationWithoutEffect : Rule
{
    private const string Remedy = "Have the policy created in the egress gateway's namespace, or let it select pods of this namespace.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG603",
        Name = "authorization-without-effect",
        Summary = "An AuthorizationPolicy that means the egress gateway stands in the gateway's namespace.",
        Specification = "AP-4",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.AuthorizationPolicy],
        Why = "Istio applies a policy to pods of its own namespace only. One that means the egress gateway from elsewhere looks like a "
            + "protection and is none.",
        Example = new RuleExample(
            Denied: """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: egress, namespace: shop}
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

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not AuthorizationPolicy { Spec: { } spec } || context.Subject.Namespace == context.Policy.Mesh.RootNamespace)
        {
            return;
        }

        var targets = GatewayPolicies.Targets(spec);
        for (var i = 0; i < targets.Count; i++)
        {
            if (GatewayNamedBy(targets[i], context) is { } named)
            {
                Report("/spec/targetRef" + (spec.TargetRefs.Count > 0 ? "s/" + JsonPointer.Token(i) : ""), "This reference names", named, context);
            }
        }

        if (targets.Count == 0
            && context.Policy.Mesh.EgressGateways.FirstOrDefault(gateway => IsMeant(spec.Selector, gateway)) is { } selected)
        {
            Report("/spec/selector/matchLabels", "This selector has the labels of", selected, context);
        }
    }

    private static EgressGatewaySettings? GatewayNamedBy(TargetReference target, RuleContext context) =>
        context.Policy.Mesh.EgressGateways.FirstOrDefault(
            gateway => target.Namespace == gateway.Namespace && GatewayPolicies.Names(target, gateway));

    private static bool IsMeant(LabelMatch? selector, EgressGatewaySettings gateway) =>
        selector is not null
        && (selector.MatchLabels.Any(label => EgressGateways.HasName(label.Key, label.Value, gateway))
            || (!gateway.Selector.IsEmpty
                && gateway.Selector.All(label => selector.MatchLabels.TryGetValue(label.Key, out var value) && value == label.Value)));

    private static void Report(string pointer, string place, EgressGatewaySettings gateway, RuleContext context) => context.Report(
        pointer,
        $"{place} the egress gateway {Quote.Text(gateway.Service)}, which runs in namespace {Quote.Text(gateway.Namespace)}. A policy in "
        + $"namespace {Quote.Text(context.Subject.Namespace)} does not hold for it, so it protects nothing there.",
        Remedy);
}
