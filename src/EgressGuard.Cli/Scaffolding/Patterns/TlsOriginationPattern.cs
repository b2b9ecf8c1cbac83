namespace EgressGuard.Cli.Scaffolding.Patterns;

/// <summary>The application speaks HTTP, the hop is the mesh's mutual TLS, and the gateway opens TLS to the host (P4).</summary>
internal sealed class TlsOriginationPattern : ScaffoldPattern
{
    /// <summary>What clients dial.</summary>
    private const int ClientPort = 80;

    public override string Mode => "tls-origination";

    public override string Description =>
        $"the application speaks plain HTTP to port {ClientPort}, the hop is the mesh's mutual TLS, and the gateway opens TLS to --port of "
        + "the host.";

    public override int DefaultPort => 443;

    public override int GatewayPort => 443;

    public override string? ProblemWith(int port) => port == ClientPort
        ? $"clients dial {ClientPort}, and --port is where the host speaks TLS; leave --port out for 443, or write --mode http"
        : null;

    private GatewayServer Server => new(GatewayPort, "https", "HTTPS", "ISTIO_MUTUAL");

    public override IEnumerable<ScaffoldDocument> Documents(ScaffoldWords words)
    {
        var host = words.Request.Host;
        return
        [
            .. GatewayHop.Mutual(words, GatewayPort),
            new ScaffoldDocument(
                $"How the gateway reaches {host}:{words.Port}: with TLS, the certificate checked. For the gateway only.",
                $$"""
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata:
                  name: {{words.Name}}
                  namespace: {{words.Namespace}}
                spec:
                  host: {{words.Host}}
                  exportTo: {{words.ExportToGateway}}
                  trafficPolicy:
                    portLevelSettings:
                    - port:
                        number: {{words.Port}}
                      tls:
                        mode: SIMPLE
                        sni: {{words.Host}}
                        subjectAltNames: [{{words.Host}}]
                """),
            Server.Document(words, $"the mesh's TLS with HTTP to {host} inside"),
            new ScaffoldDocument(
                $"Takes {host}:{ClientPort} from sidecars to the gateway, and from there to port {words.Port}; "
                    + $"who dials {words.Port} gets no further than the gateway.",
                $$"""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata:
                  name: {{words.Name}}
                  namespace: {{words.Namespace}}
                spec:
                  hosts: [{{words.Host}}]
                  gateways: [mesh, {{words.GatewayReference}}]
                  exportTo: {{words.ExportToAll}}
                  http:
                  - name: sidecar-to-gateway
                    match:
                    - gateways: [mesh]
                      port: {{ClientPort}}
                    route:
                    - destination:
                        host: {{words.GatewayHost}}
                        subset: {{words.Subset}}
                        port:
                          number: {{GatewayPort}}
                  - name: gateway-to-host
                    match:
                    - gateways: [{{words.GatewayReference}}]
                      port: {{GatewayPort}}
                    route:
                    - destination:
                        host: {{words.Host}}
                        port:
                          number: {{words.Port}}
                  tls:
                  - match:
                    - gateways: [mesh]
                      port: {{words.Port}}
                      sniHosts: [{{words.Host}}]
                    route:
                    - destination:
                        host: {{words.GatewayHost}}
                        subset: {{words.Subset}}
                        port:
                          number: {{GatewayPort}}
                """),
            DeclaredHost.Document(words, (ClientPort, "HTTP"), (words.Port, "HTTPS")),
        ];
    }
}
