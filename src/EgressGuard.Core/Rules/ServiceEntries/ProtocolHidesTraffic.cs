using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A port says what is spoken on it: HTTP on 80, TLS or HTTPS on 443.</summary>
/// <remarks>
/// Fields: <c>spec.ports[].protocol</c> of the ports 80 and 443, <c>spec.addresses</c>. Refused where the entry has no addresses: TCP, a
/// protocol that a proxy treats as TCP (MONGO, REDIS, MYSQL), none, and one that Istio does not know. Only a warning: the same with
/// addresses, HTTP on 443 and TLS on 80. <c>targetPort</c> is no matter: HTTP on 80 with <c>targetPort: 443</c> is how TLS is begun later
/// on. UDP is EG114's.
/// </remarks>
internal sealed class ProtocolHidesTraffic : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG112",
        Name = "protocol-hides-traffic",
        Summary = "The ports 80 and 443 of a ServiceEntry say which of HTTP and TLS is spoken there.",
        Specification = "SE-10, 2.6",
        WarnsOnly = "opaque traffic to listed addresses, HTTP on 443 and TLS on 80",
        Kinds = [ObjectKind.ServiceEntry],
        Why = "A sidecar applies only the routes and policies of the port's protocol, so what passes as TCP evades those for HTTP and TLS. "
            + "Without addresses such a port takes all traffic of its number, whatever the destination.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tcp, protocol: TCP}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Ports.Count; i++)
        {
            if (entry.Ports[i] is { Number: 80 or 443 } port)
            {
                Check(port, $"/spec/ports/{JsonPointer.Token(i)}/protocol", entry.Addresses.Count > 0, context);
            }
        }
    }

    private static void Check(ServiceEntryPort port, string pointer, bool hasAddresses, RuleContext context)
    {
        var isTlsPort = port.Number == 443;
        var (number, blocks) = (isTlsPort ? "443" : "80", PortProtocol.BlocksOf(port.Protocol));
        var remedy = isTlsPort
            ? "Set protocol: TLS, or give the port the number on which the host speaks something else."
            : "Set protocol: HTTP, or give the port the number on which the host speaks something else.";
        if (blocks.HasFlag(RouteBlocks.Tcp))
        {
            var said = string.IsNullOrEmpty(port.Protocol) ? "has no protocol" : $"has protocol {Quote.Text(port.Protocol)}";
            var what = $"Port {number} {said}, so a proxy may take what passes for opaque TCP.";
            if (hasAddresses)
            {
                context.Advise(pointer, $"{what} Routes and policies for {(isTlsPort ? "TLS" : "HTTP")} do not apply to it.", remedy);
            }
            else
            {
                context.Report(
                    pointer,
                    $"{what} Without addresses the entry takes traffic on port {number} to every destination, "
                    + $"and routes and policies for {(isTlsPort ? "TLS" : "HTTP")} do not apply to it.",
                    remedy);
            }
        }
        else if (blocks == (isTlsPort ? RouteBlocks.Http : RouteBlocks.Tls))
        {
            context.Advise(
                pointer,
                $"Port {number} has protocol {Quote.Text(port.Protocol!)}, but hosts speak {(isTlsPort ? "TLS" : "plain HTTP")} there. "
                + "Routes and policies for the protocol that is really spoken do not apply.",
                remedy);
        }
    }
}
