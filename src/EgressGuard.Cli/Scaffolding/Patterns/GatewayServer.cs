namespace EgressGuard.Cli.Scaffolding.Patterns;

/// <summary>
/// The port of the egress gateway on which a set's traffic arrives. Its host begins with the own namespace or <c>./</c>, so that
/// VirtualServices of no other namespace can route it (istio-egress.md 2.4).
/// </summary>
/// <param name="Port">The port of the gateway's Service.</param>
/// <param name="Name">The port's name.</param>
/// <param name="Protocol">What arrives, once the gateway has ended the TLS that it is to end.</param>
/// <param name="TlsMode">What becomes of TLS; null where none arrives.</param>
internal sealed record GatewayServer(int Port, string Name, string Protocol, string? TlsMode)
{
    /// <summary>The Gateway.</summary>
    /// <param name="words">The values.</param>
    /// <param name="arriving">What arrives, for people.</param>
    public ScaffoldDocument Document(ScaffoldWords words, string arriving) => new(
        $"Opens port {Port} of the gateway for {arriving}. Only {words.Request.Namespace} may route it.",
        $$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata:
          name: {{words.GatewayName}}
          namespace: {{words.GatewayHome}}
        spec:
          selector: {{words.GatewaySelector}}
          servers:
          - port:
              number: {{Port}}
              name: {{Name}}
              protocol: {{Protocol}}
            {{Tls}}
            hosts: [{{words.ServerHost}}]
        """);

    private string Tls => TlsMode is null ? "" : $"tls: {{mode: {TlsMode}}}";
}
