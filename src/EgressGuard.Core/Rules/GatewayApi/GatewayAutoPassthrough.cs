using System.Globalization;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>
/// A gateway between clusters connects whoever reaches it to any service that the mesh knows, by the name in the TLS handshake. Such
/// gateways are the platform's.
/// </summary>
/// <remarks>
/// Istio takes a listener for one when <c>tls.options["gateway.istio.io/listener-protocol"]</c> is exactly <c>auto-passthrough</c>, or
/// when it has <c>tls</c>, the object has the label <c>topology.istio.io/network</c> and the port is 15443, or what the label
/// <c>networking.istio.io/gatewayPort</c> says instead. Class <c>istio-east-west</c> is for nothing else.
/// </remarks>
internal sealed class GatewayAutoPassthrough : Rule
{
    private const string ListenerProtocol = "gateway.istio.io/listener-protocol";
    private const string Network = "topology.istio.io/network";
    private const string GatewayPort = "networking.istio.io/gatewayPort";
    private const string Danger = "It passes any connection on to the service that the TLS name asks for, and no policy is applied.";
    private const string Elsewhere = "and leave gateways between clusters to the platform.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG706",
        Name = "gateway-auto-passthrough",
        Summary = "Gateways between clusters or networks are in platform namespaces only.",
        Specification = "KG-6",
        Kinds = [ObjectKind.KubernetesGateway, ObjectKind.ListenerSet],
        Why = "Automatic passthrough makes every service of the mesh, external ones included, reachable through the gateway without any "
            + "route or authorization policy.",
        Example = new RuleExample(
            Denied: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: cross, namespace: istio-ingress}
                spec:
                  gatewayClassName: istio
                  listeners:
                  - name: tls
                    port: 15443
                    protocol: TLS
                    tls:
                      mode: Passthrough
                      options: {gateway.istio.io/listener-protocol: auto-passthrough}
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  gateways: {allowedNamespaces: [istio-ingress]}
                """,
            Corrected: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: cross, namespace: istio-ingress}
                spec:
                  gatewayClassName: istio
                  listeners:
                  - name: tls
                    port: 15443
                    protocol: TLS
                    tls: {mode: Passthrough}
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  gateways: {allowedNamespaces: [istio-ingress]}
                """),
    };

    internal override void Check(RuleContext context)
    {
        switch (context.Subject.Object)
        {
            case KubernetesGateway { Spec: { } gateway }:
                CheckClass(gateway, context);
                CheckListeners(gateway.Listeners, context);
                break;
            case ListenerSet { Spec: { } set }:
                CheckListeners(set.Listeners, context);
                break;
        }
    }

    private static void CheckClass(KubernetesGatewaySpec gateway, RuleContext context)
    {
        if (gateway.GatewayClassName == GatewayClass.EastWest)
        {
            context.Report(
                "/spec/gatewayClassName",
                $"gatewayClassName '{GatewayClass.EastWest}' has Istio deploy a gateway between clusters. It connects whoever "
                + "reaches it to any service that the mesh knows, and no policy is applied.",
                $"Use another class, {Elsewhere}");
        }
    }

    private static void CheckListeners(IReadOnlyList<RouteListener> listeners, RuleContext context)
    {
        for (var i = 0; i < listeners.Count; i++)
        {
            if (listeners[i] is { Tls: { } tls } listener)
            {
                CheckListener(listener, tls, "/spec/listeners/" + JsonPointer.Token(i), context);
            }
        }
    }

    private static void CheckListener(RouteListener listener, ListenerTls tls, string pointer, RuleContext context)
    {
        var metadata = context.Subject.Object.Metadata;
        if (tls.Options.TryGetValue(ListenerProtocol, out var protocol) && protocol == "auto-passthrough")
        {
            context.Report(
                pointer + "/tls/options/" + JsonPointer.Escape(ListenerProtocol),
                $"Option {ListenerProtocol} is 'auto-passthrough'. {Danger}",
                $"Remove the option, {Elsewhere}");
        }
        else if (metadata.Label(Network) is { } network && PortOf(listener) == (metadata.Label(GatewayPort) ?? "15443"))
        {
            context.Report(
                pointer + "/port",
                $"With label {Network} {Quote.Text(network)}, port {PortOf(listener)} makes this a listener between networks. {Danger}",
                $"Remove the label or use another port, {Elsewhere}");
        }
    }

    private static string PortOf(RouteListener listener) => listener.Port?.ToString(CultureInfo.InvariantCulture) ?? "0";
}
