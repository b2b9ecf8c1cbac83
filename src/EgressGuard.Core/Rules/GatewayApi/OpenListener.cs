using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>The platform decides what an egress gateway listens to, and whose routes it takes.</summary>
/// <remarks>
/// <c>allowedRoutes.namespaces.from</c> of an egress gateway's listeners: <c>Same</c>, <c>Selector</c> or <c>None</c>, not <c>All</c>. A
/// ListenerSet that adds listeners to an egress gateway is in the gateway's own namespace.
/// </remarks>
internal sealed class OpenListener : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG709",
        Name = "open-listener",
        Summary = "Listeners of an egress gateway are the platform's, and take routes of chosen namespaces only.",
        Specification = "KG-10, KG-11",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.KubernetesGateway, ObjectKind.ListenerSet],
        JudgesPlatform = true,
        Why = "Whoever may attach a route or a listener to the egress gateway decides where it sends traffic, for the other tenants, too.",
        Example = new RuleExample(
            Denied: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: istio-egressgateway, namespace: istio-system}
                spec:
                  gatewayClassName: istio
                  listeners:
                  - name: http
                    port: 80
                    protocol: HTTP
                    allowedRoutes: {namespaces: {from: All}}
                """,
            Corrected: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: istio-egressgateway, namespace: istio-system}
                spec:
                  gatewayClassName: istio
                  listeners:
                  - name: http
                    port: 80
                    protocol: HTTP
                    allowedRoutes: {namespaces: {from: Same}}
                """),
    };

    internal override void Check(RuleContext context)
    {
        var (subject, policy) = (context.Subject, context.Policy);
        switch (subject.Object)
        {
            case KubernetesGateway { Spec: { } gateway } when KubernetesEgressGateways.IsOne(subject.Reference, policy):
                CheckListeners(gateway.Listeners, context);
                break;
            case ListenerSet { Spec: { ParentRef: { } parent } set } when RouteParent.IsEgressGateway(parent, subject.Namespace, policy):
                CheckHome(parent, context);
                CheckListeners(set.Listeners, context);
                break;
        }
    }

    private static void CheckHome(ParentReference parent, RuleContext context)
    {
        var gateway = RouteParent.Resolve(parent, context.Subject.Namespace);
        if (gateway.Namespace != context.Subject.Namespace)
        {
            context.Report(
                "/spec/parentRef",
                $"This ListenerSet adds listeners to egress gateway {Quote.Text(gateway.ToString())} from namespace "
                + $"{Quote.Text(context.Subject.Namespace)}. "
                + "Whoever writes them decides what the gateway takes and where it sends it.",
                $"Put the listeners into the Gateway itself, or the ListenerSet into namespace {Quote.Text(gateway.Namespace)}.");
        }
    }

    private static void CheckListeners(IReadOnlyList<RouteListener> listeners, RuleContext context)
    {
        for (var i = 0; i < listeners.Count; i++)
        {
            if (listeners[i].AllowedRoutes?.Namespaces?.From == "All")
            {
                context.Report(
                    $"/spec/listeners/{JsonPointer.Token(i)}/allowedRoutes/namespaces/from",
                    $"allowedRoutes.namespaces.from is 'All', so routes of every namespace may attach to listener "
                    + $"{Quote.Text(listeners[i].Name ?? "")} of an egress gateway. Each of them decides where the gateway sends traffic.",
                    "Set from: Same, or from: Selector with the labels of the namespaces that may.");
            }
        }
    }
}
