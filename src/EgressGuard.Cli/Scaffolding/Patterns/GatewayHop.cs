namespace EgressGuard.Cli.Scaffolding.Patterns;

/// <summary>
/// How sidecars connect to the egress gateway: one DestinationRule in the namespace of each client. Istio looks at a client's own
/// namespace first, and a rule that stands there hides all that others export (istio-egress.md 2.8): one for the mesh as a whole, as it
/// should be, and one that this set would keep elsewhere, too. Rules for one host in one namespace merge when their exportTo is equal,
/// hence always the dot.
/// </summary>
internal static class GatewayHop
{
    /// <summary>The traffic goes to the gateway as the application sent it.</summary>
    public static IEnumerable<ScaffoldDocument> Plain(ScaffoldWords words) =>
        words.Request.Clients.Select(client => Document(
            words, client, "as the application sent it, whatever other namespaces say of it", ""));

    /// <summary>The traffic goes inside the mesh's mutual TLS, under the name by which the gateway finds its server.</summary>
    public static IEnumerable<ScaffoldDocument> Mutual(ScaffoldWords words, int gatewayPort) =>
        words.Request.Clients.Select(client => Document(
            words,
            client,
            "inside mutual TLS with the workload's own certificate",
            $$"""
                trafficPolicy:
                  portLevelSettings:
                  - port:
                      number: {{gatewayPort}}
                    tls:
                      mode: ISTIO_MUTUAL
                      sni: {{words.Host}}
            """));

    private static ScaffoldDocument Document(ScaffoldWords words, string client, string how, string settings) => new(
        $"How sidecars of {client} reach the gateway: {how}.",
        $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata:
          name: {{words.HopName}}
          namespace: {{ScaffoldWords.Quoted(client)}}
        spec:
          host: {{words.GatewayHost}}
          exportTo: ["."]
          subsets:
          - name: {{words.Subset}}
        {{settings}}
        """);
}
