using System.Text;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>Sorts of pods that conditions tell apart (docs/egress-path.md 1.3).</summary>
public sealed class LabelSetsTests
{
    [Fact]
    public void A_Sidecar_for_each_of_many_workloads_is_followed() => Assert.Equal(PathOutcome.Blocked, Find(Sidecars(400, "app")).Outcome);

    /// <summary>Every two of forty labels make 780 sorts of pods: to follow all that somebody writes would take as long as he pleases.</summary>
    [Fact]
    public void More_sorts_of_pods_than_can_be_followed_are_not_promised()
    {
        var way = Find(Sidecars(40, null)).Gravest;

        Assert.Equal(PathOutcome.Direct, way.Outcome);
        Assert.Equal(
            "routes, Sidecars and DestinationRules tell more than 500 combinations of pod labels apart, which is more than can be followed",
            way.Reason);
    }

    /// <summary>Sidecars that let nothing in, each for a label; with one key no pod carries two of them.</summary>
    private static string Sidecars(int count, string? key) => string.Concat(Enumerable.Range(0, count).Select(i => $$"""
        ---
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: s{{i}}, namespace: shop}
        spec:
          workloadSelector:
            labels: { {{key ?? $"label-{i}"}}: v{{i}} }
          egress: [{hosts: ["~/*"]}]
          outboundTrafficPolicy: {mode: REGISTRY_ONLY}

        """));

    private static EgressPath Find(string sidecars)
    {
        var fixture = RuleFixture.Parse(Encoding.UTF8.GetBytes("""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: other, namespace: shop}
            spec: {hosts: [other.example.com], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS, exportTo: ["."]}

            """ + sidecars), nameof(LabelSetsTests));
        return new EgressPaths(fixture.Mesh, EgressPolicy.Default).Find(new PathQuestion("shop", "api.example.com", 443));
    }
}
