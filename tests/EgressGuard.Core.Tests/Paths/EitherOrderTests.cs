using EgressGuard.Core.Mesh;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// What several objects make together is told whichever of them is written last (istio-egress.md A9): each is taken out of a broken set
/// and written into the rest.
/// </summary>
public sealed class EitherOrderTests
{
    private const string Entry = "ServiceEntry shop/api";
    private const string Route = "VirtualService shop/api";
    private const string GatewayRule = "DestinationRule shop/egress-gateway";
    private const string HostRule = "DestinationRule shop/api";
    private const string Own = "VirtualService shop/mine";
    private const string OwnSidecar = "Sidecar shop/default";

    /// <summary>The set, the rule, and the objects that make the fault together.</summary>
    public static TheoryData<string, string, string[]> Faults => new()
    {
        { "p1/c19-none", "EG101", [Entry, Route] },
        { "p1/c19-absent", "EG101", [Entry, Route] },
        { "p1/c19-other-teams-entry", "EG101", ["ServiceEntry payments/mine", Route] },
        { "p2/c19-none", "EG101", [Entry, Route] },
        { "p3/c19-absent", "EG101", ["ServiceEntry shop/api-tls", Route] },
        { "p5/c19-none", "EG101", [Entry, Route] },
        { "p6/c19-none", "EG101", ["ServiceEntry shop/api-tls", Route] },
        { "p7/c19-absent", "EG101", ["ServiceEntry shop/www", Route] },
        { "p8/c19-proxy-without-address", "EG101", ["ServiceEntry istio-system/sni-proxy", Route] },
        { "p1/c1-mesh-missing", "EG204", [Entry, Route] },
        { "p2/c1-mesh-missing", "EG204", [Entry, Route] },
        { "p3/c17-origination-at-sidecar", "EG204", [Entry, Route] },
        { "p4/c1-mesh-missing", "EG204", [Entry, Route] },
        { "p5/c1-mesh-missing", "EG204", [Entry, Route] },
        { "p8/c1-mesh-missing", "EG204", ["ServiceEntry shop/any", Route] },
        { "p10/c1-mesh-missing", "EG204", [Entry, Route] },
        { "p1/l2-entry-of-gateway", "EG206", ["ServiceEntry shop/relay", Route] },
        { "p1/l4-endpoint-and-leg", "EG206", [Entry, Route] },
        { "p1/l4-endpoint-instead-of-leg", "EG206", [Entry, Route] },
        { "p1/l5-passthrough-at-gateway", "EG206", [HostRule, Route] },
        { "p2/l5-passthrough-at-gateway", "EG206", [HostRule, Route] },
        { "p3/l5-passthrough-at-gateway", "EG206", [HostRule, Route] },
        { "p5/l5-passthrough-at-gateway", "EG206", [HostRule, Route] },
        { "p1/c21-not-imported", "EG901", [Entry, OwnSidecar] },
        { "p1/c21-excluded", "EG901", [Entry, OwnSidecar] },
        { "p1/c21-some-pods", "EG901", [Entry, "Sidecar shop/web"] },
        { "p2/c21-not-imported", "EG901", [Entry, OwnSidecar] },
        { "p1/dr-1-subset", "EG901", [Entry, GatewayRule] },
        { "p1/dr-1-wildcard", "EG901", [Entry, "DestinationRule shop/everything"] },
        { "p1/dr-8-some-pods", "EG901", [Entry, "DestinationRule shop/web"] },
        { "p2/dr-1-subset", "EG901", [Entry, GatewayRule] },
        { "p4/dr-1-port", "EG901", [Entry, GatewayRule] },
        { "p1/vs-9-older", "EG901", [Entry, Own] },
        { "p1/vs-9-exact-over-wildcard", "EG901", [Entry, Own] },
        { "p1/vs-h1-private-over-public", "EG901", [Entry, Own] },
        { "p2/vs-9-older", "EG901", [Entry, Own] },
        { "p7/vs-9-exact-over-wildcard", "EG901", ["ServiceEntry shop/docs", "VirtualService shop/docs"] },
        { "p12/amb-1-virtual-service", "EG901", [Entry, "Namespace shop"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Whichever_comes_last_is_told(string name, string rule, string[] objects)
    {
        var fixture = PathFixture.Load(PathFixtureFiles.Mesh(name));

        Assert.All(objects, item =>
        {
            var last = Find(fixture, item);
            Assert.Contains(rule, Told(last, Without(fixture.Mesh, last), fixture));
        });
    }

    /// <summary>A gateway leg alone is told before its host is declared, so EG204 has no such other side.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public void Without_one_of_them_there_is_nothing_to_tell(string name, string rule, string[] objects)
    {
        var fixture = PathFixture.Load(PathFixtureFiles.Mesh(name));
        if (rule == "EG204")
        {
            return;
        }

        Assert.All(objects, item =>
        {
            var missing = Find(fixture, item);
            var rest = Without(fixture.Mesh, missing);
            Assert.All(objects.Where(other => other != item), other => Assert.DoesNotContain(rule, Told(Find(fixture, other), rest, fixture)));
        });
    }

    private static Subject Find(PathFixture fixture, string name) => fixture.Objects.Single(item => item.ToString() == name);

    private static MeshSnapshot Without(MeshSnapshot mesh, Subject item) => mesh.Without(item.Object.Kind, item.Reference);

    private static IEnumerable<string> Told(Subject subject, MeshSnapshot mesh, PathFixture fixture) =>
        RuleEngine.Evaluate(subject, mesh, fixture.Policy).Findings.Select(finding => finding.Rule);
}
