using System.Text;
using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Paths;

public sealed class DeclaredPortsTests
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
    [InlineData("shop", "api.example.com", new[] { 80, 443, 8443 })]
    [InlineData("payments", "api.example.com", new[] { 443, 8443 })]
    [InlineData("shop", "www.example.com", new[] { 443, 8443 })]
    [InlineData("shop", "*.example.com", new[] { 443, 8443 })]
    [InlineData("shop", "*.com", new int[0])]
    [InlineData("shop", "example.com", new int[0])]
    public void Are_those_that_the_namespace_sees(string from, string host, int[] expected)
    {
        var input = new MeshInput("cluster.local", "default");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Entries));
        foreach (var manifest in ManifestReader.Read(stream, "stdin"))
        {
            input.Add(manifest);
        }

        Assert.Equal(expected, DeclaredPorts.Of(from, host, input.Mesh, EgressPolicy.Default));
    }
}
