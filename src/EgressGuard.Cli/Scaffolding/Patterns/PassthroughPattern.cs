namespace EgressGuard.Cli.Scaffolding.Patterns;

/// <summary>The application's own TLS, which the gateway passes on unopened (P2).</summary>
internal sealed class PassthroughPattern : ScaffoldPattern
{
    public override string Mode => "passthrough";

    public override string Description => "the application's own TLS, passed on unopened.";

    public override int DefaultPort => 443;

    public override int GatewayPort => 443;

    public override string? ProblemWith(int port) => port == 80
        ? "hosts speak plain HTTP on 80, and this mode is for TLS; leave --port out for 443, or write --mode http"
        : null;

    private GatewayServer Server => new(GatewayPort, "tls", "TLS", "PASSTHROUGH");

    public override IEnumerable<ScaffoldDocument> Documents(ScaffoldWords words)
    {
        var host = words.Request.Host;
        return
        [
            .. GatewayHop.Plain(words),
            Server.Document(words, $"TLS to {host}, of which it reads no more than the server name"),
            new ScaffoldDocument(
                $"Takes {host}:{words.Port} from sidecars to the gateway, and from the gateway to the host.",
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
                  - match:
                    - gateways: [{{words.GatewayReference}}]
                      port: {{GatewayPort}}
                      sniHosts: [{{words.Host}}]
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
