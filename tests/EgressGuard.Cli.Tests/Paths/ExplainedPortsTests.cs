using System.Text.Json;

namespace EgressGuard.Cli.Tests.Paths;

public sealed class ExplainedPortsTests
{
    private const string Entries = """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [API.example.com]
          exportTo: [".", istio-system]
          ports: [{number: 443, name: tls, protocol: TLS}, {number: 80, name: http, protocol: HTTP}]
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: all, namespace: payments}
        spec:
          hosts: ["*.example.com"]
          ports: [{number: 8443, name: tls, protocol: TLS}, {number: 443, name: https, protocol: HTTPS}]
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: old, namespace: payments, labels: {istio.io/rev: gone}}
        spec:
          hosts: [api.example.com]
          ports: [{number: 9443, name: tls, protocol: TLS}]

        """;

    [Theory]
    [InlineData("shop", "api.example.com", 80, 443, 8443)]
    [InlineData("payments", "api.example.com", 443, 8443)]
    [InlineData("shop", "www.example.com", 443, 8443)]
    [InlineData("shop", "*.example.com", 443, 8443)]
    [InlineData("shop", "*.com", 443, 80)]
    [InlineData("shop", "example.com", 443, 80)]
    public void Are_those_that_the_namespace_sees_and_else_the_usual_ones(string from, string host, params int[] expected)
    {
        var run = CommandLine.RunWith(Entries, "explain", "--from", from, "--host", host, "-", "-o", "json");
        using var json = JsonDocument.Parse(run.Output);

        Assert.Equal(expected, json.RootElement.GetProperty("paths").EnumerateArray().Select(path => path.GetProperty("port").GetInt32()));
    }
}
