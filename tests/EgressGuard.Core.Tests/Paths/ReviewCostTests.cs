using System.Globalization;
using System.Text;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// A review touches only what the change can affect: in a mesh ten times the size, with namespaces as large as before, it costs the same.
/// What it allocates is the measure, since that does not depend on the machine.
/// </summary>
public sealed class ReviewCostTests
{
    private const int HostsOfNamespace = 10;
    private const string Gateway = "istio-egressgateway.istio-system.svc.cluster.local";

    private static readonly Lazy<MeshSnapshot> Small = new(() => Build(namespaces: 50));
    private static readonly Lazy<MeshSnapshot> Large = new(() => Build(namespaces: 500));

    /// <summary>Not a Gateway: after one changes, what the egress gateways listen to is read anew from all of them.</summary>
    public static TheoryData<string> Changes => ["entry", "route", "new entry", "new route", "deleted route", "settings", "sidecar"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_review_costs_no_more_in_a_mesh_ten_times_the_size(string change)
    {
        var subject = SubjectOf(change);

        var (small, large) = (Cost(subject, Small.Value), Cost(subject, Large.Value));

        Assert.True(large < small * 1.5, string.Create(CultureInfo.InvariantCulture, $"{change}: {small} bytes with 500 hosts, {large} with 5,000"));
    }

    [Fact]
    public void The_large_mesh_is_as_large_as_promised() => Assert.Equal(
        (5_000, 5_000, 500),
        (Large.Value.Count(ObjectKind.ServiceEntry), Large.Value.Count(ObjectKind.VirtualService), Large.Value.Count(ObjectKind.Namespace)));

    private static long Cost(Subject subject, MeshSnapshot mesh)
    {
        // The first time compiles and fills what snapshots with the same Gateways share.
        RuleEngine.Evaluate(subject, mesh, EgressPolicy.Default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RuleEngine.Evaluate(subject, mesh, EgressPolicy.Default);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Subject SubjectOf(string change) => change switch
    {
        "entry" => Read(ObjectKind.ServiceEntry, Entry("ns7", 3)),
        "route" => Read(ObjectKind.VirtualService, Route("ns7", 3)),
        "new entry" => Read(ObjectKind.ServiceEntry, Entry("ns7", 99)),
        "new route" => Read(ObjectKind.VirtualService, Route("ns7", 99)),
        "deleted route" => Read(ObjectKind.VirtualService, Route("ns7", 3)) with { IsRemoval = true },
        "settings" => Read(ObjectKind.DestinationRule, Settings("ns7")),
        _ => Read(ObjectKind.Sidecar, Sidecar("ns7")),
    };

    private static MeshSnapshot Build(int namespaces)
    {
        var mesh = MeshSnapshot.Empty;
        for (var i = 0; i < namespaces; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"ns{i}");
            mesh = With(mesh, Read(ObjectKind.DestinationRule, Settings(name)));
            mesh = With(mesh, Read(ObjectKind.Gateway, Servers(name)));
            mesh = mesh.With(Read(ObjectKind.Namespace, NamespaceOf(name)).Object, new ObjectRef("", name));
            for (var host = 0; host < HostsOfNamespace; host++)
            {
                mesh = With(With(mesh, Read(ObjectKind.ServiceEntry, Entry(name, host))), Read(ObjectKind.VirtualService, Route(name, host)));
            }
        }

        return mesh;
    }

    private static MeshSnapshot With(MeshSnapshot mesh, Subject subject) => mesh.With(subject.Object, subject.Reference);

    private static Subject Read(ObjectKind kind, string json) =>
        Subject.Of(KubeObjectReader.Read(kind, Encoding.UTF8.GetBytes(json), out _)!, "default");

    private static string NamespaceOf(string name) =>
        """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"NAME"}}""".Replace("NAME", name, StringComparison.Ordinal);

    private static string Entry(string @namespace, int host) => Fill(
        """
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"hHOST","namespace":"TENANT",
         "labels":{"egressguard.io/gateway":"istio-egressgateway.istio-system"}},
         "spec":{"hosts":["hHOST.TENANT.example.com"],"ports":[{"number":443,"name":"tls","protocol":"TLS"}],"resolution":"DNS",
         "exportTo":[".","istio-system"]}}
        """, @namespace, host);

    private static string Route(string @namespace, int host) => Fill(
        """
        {"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"hHOST","namespace":"TENANT",
         "labels":{"egressguard.io/gateway":"istio-egressgateway.istio-system"}},
         "spec":{"hosts":["hHOST.TENANT.example.com"],"gateways":["mesh","TENANT/egress"],"exportTo":[".","istio-system"],"tls":[
         {"match":[{"gateways":["mesh"],"port":443,"sniHosts":["hHOST.TENANT.example.com"]}],
          "route":[{"destination":{"host":"GATEWAY","subset":"TENANT","port":{"number":443}}}]},
         {"match":[{"gateways":["TENANT/egress"],"port":443,"sniHosts":["hHOST.TENANT.example.com"]}],
          "route":[{"destination":{"host":"hHOST.TENANT.example.com","port":{"number":443}}}]}]}}
        """, @namespace, host);

    private static string Settings(string @namespace) => Fill(
        """
        {"apiVersion":"networking.istio.io/v1","kind":"DestinationRule","metadata":{"name":"egress","namespace":"TENANT"},
         "spec":{"host":"GATEWAY","exportTo":["."],"subsets":[{"name":"TENANT"}]}}
        """, @namespace, 0);

    private static string Sidecar(string @namespace) => Fill(
        """
        {"apiVersion":"networking.istio.io/v1","kind":"Sidecar","metadata":{"name":"default","namespace":"TENANT"},
         "spec":{"egress":[{"hosts":["./*","istio-system/*"]}]}}
        """, @namespace, 0);

    private static string Servers(string @namespace) => Fill(
        """
        {"apiVersion":"networking.istio.io/v1","kind":"Gateway","metadata":{"name":"egress","namespace":"TENANT"},
         "spec":{"selector":{"istio":"egressgateway"},"servers":[
         {"port":{"number":443,"name":"tls","protocol":"TLS"},"tls":{"mode":"PASSTHROUGH"},"hosts":["./*.TENANT.example.com"]}]}}
        """, @namespace, 0);

    private static string Fill(string json, string @namespace, int host) => json
        .Replace("hHOST", string.Create(CultureInfo.InvariantCulture, $"h{host}"), StringComparison.Ordinal)
        .Replace("TENANT", @namespace, StringComparison.Ordinal)
        .Replace("GATEWAY", Gateway, StringComparison.Ordinal);
}
