using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>The hosts of a VirtualService are written as Istio looks them up: in lower case and without a dot at the end.</summary>
/// <remarks>
/// Field: <c>spec.hosts</c>. Where routes are for <c>tls</c> or <c>tcp</c>, and where a Gateway lists its hosts, Istio compares them
/// letter by letter; a dot at the end fits nothing at all (istio-egress.md VS-7, 2.1). Short names are ordinary. VirtualServices that
/// neither sidecars nor an egress gateway apply are not judged.
/// </remarks>
internal sealed class HostForm : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG207",
        Name = "virtual-service-host-form",
        Summary = "The hosts of a VirtualService are in lower case and have no dot at the end.",
        Specification = "VS-7, 2.1",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.VirtualService],
        Why = "Istio finds the VirtualService of a host by its name as it is written. A capital letter or a dot at the end, and the route "
            + "to the egress gateway is for nobody: the traffic goes to the host directly.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: payments-api, namespace: shop}
                spec:
                  hosts: [API.example.com]
                  gateways: [mesh]
                  exportTo: [".", istio-system]
                  tls:
                  - match:
                    - {port: 443, sniHosts: [API.example.com]}
                    route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: payments-api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [mesh]
                  exportTo: [".", istio-system]
                  tls:
                  - match:
                    - {port: 443, sniHosts: [api.example.com]}
                    route:
                    - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: payments-api-at-gateway, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  gateways: [istio-system/egress]
                  exportTo: [".", istio-system]
                  tls:
                  - match: [{port: 443, sniHosts: [api.example.com]}]
                    route:
                    - destination: {host: api.example.com, port: {number: 443}}
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: egress, namespace: istio-system}
                spec:
                  selector: {istio: egressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    tls: {mode: PASSTHROUGH}
                    hosts: [shop/api.example.com]
                """),
    };

    internal override void Check(RuleContext context)
    {
        if (context.Subject.Object is not VirtualService { Spec: { } spec }
            || spec.Hosts.All(IsNormal)
            || !EgressRoutes.AreBoundToEgress(spec, context))
        {
            return;
        }

        for (var i = 0; i < spec.Hosts.Count; i++)
        {
            var host = spec.Hosts[i];
            if (!IsNormal(host))
            {
                context.Report(
                    "/spec/hosts/" + JsonPointer.Token(i),
                    $"{Quote.Text(host)} {Problem(host)}. Istio looks hosts up as they are written, so the route may hold for "
                    + "nothing, and traffic to the host then does not go where it says.",
                    $"Write {Quote.Text(HostName.Normalize(host))}, as the ServiceEntry or the Service has it.");
            }
        }
    }

    private static bool IsNormal(string host) => HostName.Normalize(host) == host;

    private static string Problem(string host) => (host.EndsWith('.'), host.Any(char.IsAsciiLetterUpper)) switch
    {
        (true, true) => "has capital letters and a dot at its end",
        (true, false) => "has a dot at its end",
        _ => "has capital letters",
    };
}
