using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A ServiceEntry has no UDP ports, because no proxy handles them.</summary>
/// <remarks>
/// Field: <c>spec.ports[].protocol</c>. Allowed: anything but UDP, in capitals or not.
/// </remarks>
internal sealed class UdpPort : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG114",
        Name = "udp-port",
        Summary = "A ServiceEntry has no UDP port.",
        Specification = "SE-14, 2.6",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.ServiceEntry],
        Why = "The redirection to sidecars is for TCP alone. UDP leaves the pod directly, whatever routes there are; "
            + "only a NetworkPolicy stops it.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: dns, namespace: shop}
                spec:
                  hosts: [dns.example.com]
                  ports: [{number: 853, name: udp, protocol: UDP}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: dns, namespace: shop}
                spec:
                  hosts: [dns.example.com]
                  ports: [{number: 853, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Ports.Count; i++)
        {
            var port = entry.Ports[i];
            if (string.Equals(port.Protocol, "UDP", StringComparison.OrdinalIgnoreCase))
            {
                context.Report(
                    $"/spec/ports/{JsonPointer.Token(i)}/protocol",
                    $"Port {JsonPointer.Token(port.Number ?? 0)} has protocol {Quote.Text(port.Protocol!)}, which sidecars never see. "
                    + "The traffic goes out directly, and the entry makes it look as if it were under control.",
                    "Remove the port; have a NetworkPolicy decide on UDP.");
            }
        }
    }
}
