using System.Text;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Paths;

public sealed class ClientNamespacesTests
{
    /// <summary>Istio takes no patterns in exportTo; what cannot be a namespace has no clients.</summary>
    [Fact]
    public void What_cannot_be_a_namespace_is_no_client()
    {
        var map = EgressMap.Of(Mesh("""[".", "istio-*", Payments, billing, "a.b", "-x", ""]"""), EgressPolicy.Default);

        Assert.Equal(["ambient", "billing", "shop"], map.Clients);
        Assert.All(map.Entries, entry => Assert.Equal(["ambient", "billing", "shop"], entry.Reaches.Select(path => path.Question.Namespace)));
    }

    /// <summary>Ambient pods reach what is exported to others, too (docs/egress-path.md 6).</summary>
    [Fact]
    public void Ambient_namespaces_have_the_ports_of_every_entry()
    {
        var paths = new EgressPaths(Mesh("[.]"), EgressPolicy.Default);

        Assert.Equal([443, 8443], paths.PortsOf("ambient", "api.example.com"));
        Assert.Empty(paths.PortsOf("payments", "api.example.com"));
    }

    private static MeshSnapshot Mesh(string exportTo)
    {
        var fixture = RuleFixture.Parse(Encoding.UTF8.GetBytes($$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: api, namespace: shop}
            spec:
              hosts: [api.example.com]
              ports: [{number: 443, name: tls, protocol: TLS}, {number: 8443, name: tls-alt, protocol: TLS}]
              resolution: DNS
              exportTo: {{{exportTo}}}
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: old, namespace: shop, labels: {istio.io/rev: gone}}
            spec:
              hosts: [api.example.com]
              ports: [{number: 9443, name: tls, protocol: TLS}]
              exportTo: ["."]
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: ambient, labels: {istio.io/dataplane-mode: ambient}}
            """), nameof(ClientNamespacesTests));
        return fixture.Mesh.With(fixture.Subject.Object, fixture.Subject.Reference);
    }
}
