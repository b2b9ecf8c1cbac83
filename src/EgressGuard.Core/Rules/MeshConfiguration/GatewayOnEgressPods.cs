using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Only namespaces that the policy lists configure the pods of the egress gateway.</summary>
/// <remarks>
/// Field: <c>spec.selector</c> of a Gateway, which picks pods of every namespace (istio-egress.md 2.4). Allowed: labels of other gateways'
/// pods; labels of the egress gateway's pods in a platform namespace, in the gateway's own and in those of the policy's
/// <c>gateways.allowedNamespaces</c>. While that list is empty the rule only warns, and only of a Gateway that serves other namespaces:
/// Istio's own examples keep the Gateway beside the application, and hosts written <c>./host</c> bind routes of that namespace alone.
/// </remarks>
internal sealed class GatewayOnEgressPods : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG409",
        Name = "gateway-on-egress-pods",
        Summary = "Only namespaces of the policy have Gateways on the pods of the egress gateway.",
        Specification = "GW-1",
        Kinds = [ObjectKind.Gateway],
        WarnsOnly = "a Gateway whose hosts are open to other namespaces, while the policy's spec.gateways.allowedNamespaces is empty",
        Why = "A Gateway's selector reaches pods of every namespace. Whoever has one on the egress gateway adds listeners and hosts to it, "
            + "and of two Gateways that want the same the older one wins.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: payments, namespace: shop}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    tls: {mode: ISTIO_MUTUAL}
                    hosts: [api.example.com]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: payments, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    tls: {mode: ISTIO_MUTUAL}
                    hosts: [shop/api.example.com]
                """),
    };

    internal override void Check(RuleContext context)
    {
        var allowed = context.Policy.Gateways.AllowedNamespaces;
        if (context.Subject.Object is not Gateway { Spec: { } spec }
            || EgressGateways.SelectsAll(spec)
            || !EgressGateways.Selects(spec, context.Policy)
            || allowed.Contains(context.Subject.Namespace))
        {
            return;
        }

        var sorted = spec.Selector.OrderBy(label => label.Key, StringComparer.Ordinal);
        var labels = Quote.Text(string.Join(", ", sorted.Select(label => $"{label.Key}: {label.Value}")));
        var (what, own) = ($"The selector {labels} picks pods of the egress gateway, and", Quote.Text(context.Subject.Namespace));
        const string Why = "What such a Gateway adds holds for everybody's traffic through the gateway.";
        var home = Quote.Text(context.Policy.Mesh.EgressGateways[0].Namespace);
        if (!allowed.IsEmpty)
        {
            context.Report(
                "/spec/selector",
                $"{what} the policy does not list namespace {own} among those that may. {Why}",
                $"Ask for the Gateway in namespace {home}, or have the policy list the namespace in spec.gateways.allowedNamespaces.");
        }
        else if (spec.Servers.Any(server => server.Hosts.Any(host => !IsOwn(host, context.Subject.Namespace))))
        {
            context.Advise(
                "/spec/selector",
                $"{what} namespace {own} is a tenant's, while the Gateway's hosts are open to routes of other namespaces. {Why}",
                $"Write the hosts as './host', for routes of this namespace only, or keep the Gateway in namespace {home}; the policy can list in "
                + "spec.gateways.allowedNamespaces who may have one.");
        }
    }

    /// <summary>Whether only routes of the Gateway's own namespace bind to the host (istio-egress.md 2.4).</summary>
    private static bool IsOwn(string host, string own) =>
        host.StartsWith("./", StringComparison.Ordinal) || host.StartsWith(own + "/", StringComparison.Ordinal);
}
