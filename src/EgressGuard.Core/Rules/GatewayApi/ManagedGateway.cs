using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>
/// Istio deploys pods for a Gateway. In a tenant's namespace these are a gateway of the tenant's own, and what it sends out does not
/// pass the egress gateway.
/// </summary>
/// <remarks>
/// Field: <c>spec.gatewayClassName</c>. <c>istio</c> and <c>istio-…</c> are for the namespaces of the platform and those in the policy's
/// <c>gateways.allowedNamespaces</c>; waypoints also pass when <c>gateways.allowedWaypoints</c> lists them. Nothing is deployed, and so
/// nothing found, for other classes, for <c>istio-remote</c>, and for Gateways whose <c>spec.addresses</c> name a Service that is there.
/// <c>istio-east-west</c> is EG706's.
/// </remarks>
internal sealed class ManagedGateway : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG705",
        Name = "managed-gateway",
        Summary = "Istio deploys gateways only where the policy allows it.",
        Specification = "KG-4, KG-5",
        Kinds = [ObjectKind.KubernetesGateway],
        Why = "Whoever may create a Gateway gets proxy pods that send to the outside themselves, where neither the egress gateway nor the "
            + "network policies of the tenant's own pods reach.",
        Example = new RuleExample(
            Denied: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: private, namespace: shop}
                spec:
                  gatewayClassName: istio
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """,
            Corrected: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: public, namespace: istio-ingress}
                spec:
                  gatewayClassName: istio
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  platformNamespaces: [istio-system, kube-system, istio-ingress]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not KubernetesGateway { Spec: { GatewayClassName: var @class } gateway }
            || @class == GatewayClass.EastWest
            || !GatewayClass.IsDeployed(gateway)
            || context.Policy.Gateways.AllowedNamespaces.Contains(context.Subject.Namespace))
        {
            return;
        }

        if (!GatewayClass.IsWaypoint(@class))
        {
            context.Report(
                "/spec/gatewayClassName",
                $"gatewayClassName {Quote.Text(@class!)} has Istio deploy gateway pods in namespace "
                + $"{Quote.Text(context.Subject.Namespace)}. They are a private way out, past the egress gateway.",
                "Attach routes to a gateway of the platform. If nothing but gateways runs in this namespace, have the policy list it in "
                + "spec.platformNamespaces, so that their pods may run, too.");
        }
        else if (!Waypoint.IsListed(context.Subject.Reference, context.Policy))
        {
            context.Report(
                "/spec/gatewayClassName",
                $"gatewayClassName {Quote.Text(@class!)} has Istio deploy waypoint "
                + $"{Quote.Text(context.Subject.Reference.ToString())}, which the policy does not list. "
                + "A waypoint of one's own sends to the outside itself, past the egress gateway.",
                $"Use a waypoint of the platform, or have the policy list {Quote.Text(context.Subject.Reference.ToString())} in "
                + "spec.gateways.allowedWaypoints.");
        }
    }
}
