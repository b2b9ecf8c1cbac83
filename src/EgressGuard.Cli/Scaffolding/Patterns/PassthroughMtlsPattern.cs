namespace EgressGuard.Cli.Scaffolding.Patterns;

/// <summary>The application's own TLS inside the mesh's mutual TLS, up to the gateway (P5).</summary>
internal sealed class PassthroughMtlsPattern : ScaffoldPattern
{
    public override string Mode => "passthrough-mtls";

    public override string Description =>
        "the application's own TLS, up to the gateway inside the mesh's mutual TLS. The gateway then knows which workload asks, so that an "
        + "AuthorizationPolicy can go by it; with passthrough it does not.";

    public override int DefaultPort => 443;

    public override int GatewayPort => 443;

    public override string? ProblemWith(int port) => port == 80
        ? "hosts speak plain HTTP on 80, and this mode is for TLS; leave --port out for 443, or write --mode http"
        : null;

    private GatewayServer Server => new(GatewayPort, "tls", "TLS", "ISTIO_MUTUAL");

    public override IEnumerable<ScaffoldDocument> Documents(ScaffoldWords words)
    {
        var host = words.Request.Host;
        return
        [
            .. GatewayHop.Mutual(words, GatewayPort),
            Server.Document(words, $"the mesh's TLS with TLS to {host} inside"),
            new ScaffoldDocument(
                $"Takes {host}:{words.Port} from sidecars to the gateway, and what was inside the mesh's TLS from there to the host.",
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
                  tcp:
                  - match:
                    - gateways: [{{words.GatewayReference}}]
                      port: {{GatewayPort}}
                    route:
                    - destination:
                        host: {{words.Host}}
                        port:
                          number: {{words.Port}}
                """),
            DeclaredHost.Document(words, (words.Port, "TLS")),
        ];
    }
}
