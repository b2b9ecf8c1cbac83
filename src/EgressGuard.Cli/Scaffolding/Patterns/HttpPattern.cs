namespace EgressGuard.Cli.Scaffolding.Patterns;

/// <summary>Plain HTTP all the way (P1).</summary>
internal sealed class HttpPattern : ScaffoldPattern
{
    public override string Mode => "http";

    public override string Description => "plain HTTP all the way. For data that is public or signed.";

    public override int DefaultPort => 80;

    public override int GatewayPort => 80;

    public override string? ProblemWith(int port) => port == 443
        ? "hosts speak TLS on 443, and this mode sends plain HTTP; write --mode tls-origination for an application that speaks HTTP, "
            + "or --mode passthrough for one that speaks TLS"
        : null;

    private GatewayServer Server => new(GatewayPort, "http", "HTTP", TlsMode: null);

    public override IEnumerable<ScaffoldDocument> Documents(ScaffoldWords words)
    {
        var host = words.Request.Host;
        return
        [
            .. GatewayHop.Plain(words),
            Server.Document(words, $"HTTP to {host}"),
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
                  http:
                  - name: sidecar-to-gateway
                    match:
                    - gateways: [mesh]
                      port: {{words.Port}}
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
                """),
            DeclaredHost.Document(words, (words.Port, "HTTP")),
        ];
    }
}
