using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>A server of the egress gateway lists the hosts it serves, or the namespace that may route them.</summary>
/// <remarks>
/// Field: <c>spec.servers[].hosts</c> of Gateways on the egress gateway: <c>host</c>, <c>namespace/host</c>, <c>./host</c> or
/// <c>*/host</c> (istio-egress.md 2.4). Allowed: names; wildcards with at least <c>serviceEntries.minimumWildcardLabels</c> labels
/// after the star's own; anything behind the name of a namespace or <c>./</c>.
/// </remarks>
internal sealed class GatewayHostsTooBroad : Rule
{
    private const string Anything = "*";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG411",
        Name = "gateway-hosts-too-broad",
        Summary = "A server of the egress gateway names its hosts or the namespace that may route them.",
        Specification = "GW-3",
        Kinds = [ObjectKind.Gateway],
        DefaultAction = RuleAction.Warn,
        JudgesPlatform = true,
        Why = "A VirtualService of any namespace can attach every host that a server's hosts cover. With a bare star that is every "
            + "host there is.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: payments, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    tls: {mode: ISTIO_MUTUAL}
                    hosts: ["*"]
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
        var needed = context.Policy.ServiceEntries.MinimumWildcardLabels;
        foreach (var (server, pointer) in EgressServers.Of(context))
        {
            for (var i = 0; i < server.Hosts.Count; i++)
            {
                if (IsTooBroad(server.Hosts[i], needed))
                {
                    context.Report(
                        $"{pointer}/hosts/{JsonPointer.Token(i)}",
                        $"Host {Quote.Text(server.Hosts[i])} lets VirtualServices of every namespace attach hosts of many owners to the "
                        + "egress gateway. Whoever attaches one decides where its traffic goes.",
                        "List the hosts that are meant, or put the namespace that may route them in front, as in 'shop/api.example.com'.");
                }
            }
        }
    }

    private static bool IsTooBroad(string host, int needed)
    {
        var parts = host.Split('/');
        if (parts.Length > 1 && parts[0] is not ("" or Anything))
        {
            return false;
        }

        var name = HostName.Normalize(parts.Length > 1 ? parts[1] : host);
        return HostName.IsWildcard(name) && LabelsAfterStar(name) < needed;
    }

    /// <summary>The label of the star itself does not count: anybody can register a name that fits <c>*foo.com</c>.</summary>
    private static int LabelsAfterStar(string host) => host.Split('.', StringSplitOptions.RemoveEmptyEntries).Length - 1;
}
