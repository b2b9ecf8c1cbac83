using System.Diagnostics;
using System.Globalization;

namespace EgressGuard.Webhook.Tests.Live;

/// <summary>
/// How long the webhook needs to know a large cluster, and what it holds then. Run by hand, because times depend on the machine
/// (docs/testing.md); the fake API server runs on the same cores and counts against it.
/// </summary>
public sealed class LargeClusterMeasurement(ITestOutputHelper output)
{
    private const int Each = 2500;

    [Fact(Explicit = true)]
    public async Task Ten_thousand_objects_are_known_within_5_seconds_and_250_MiB()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        for (var i = 0; i < Each; i++)
        {
            var team = string.Create(CultureInfo.InvariantCulture, $"team-{i % 300}");
            var host = string.Create(CultureInfo.InvariantCulture, $"api-{i}.example.com");
            world.PutNamespace(string.Create(CultureInfo.InvariantCulture, $"team-{i}"));
            world.PutServiceEntry($"entry-{i}", host, team);
            world.Cluster.Put($$"""
                {"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"route-{{i}}","namespace":"{{team}}"},
                "spec":{"hosts":["{{host}}"],"gateways":["mesh","istio-system/egress"],"exportTo":["."],"tls":[
                {"match":[{"gateways":["mesh"],"sniHosts":["{{host}}"],"port":443}],
                "route":[{"destination":{"host":"istio-egressgateway.istio-system.svc.cluster.local"} }]},
                {"match":[{"gateways":["istio-system/egress"],"sniHosts":["{{host}}"],"port":443}],"route":[{"destination":{"host":"{{host}}"} }]}]} }
                """);
            world.Cluster.Put($$"""
                {"apiVersion":"networking.istio.io/v1","kind":"DestinationRule","metadata":{"name":"rule-{{i}}","namespace":"{{team}}"},
                "spec":{"host":"istio-egressgateway.istio-system.svc.cluster.local","subsets":[{"name":"s{{i}}"}]} }
                """);
        }

        var start = Stopwatch.GetTimestamp();
        await world.StartUnreadyWebhookAsync();
        var listening = Stopwatch.GetElapsedTime(start);
        await world.Webhook.ReadyAsync();
        var ready = Stopwatch.GetElapsedTime(start);
        var atReady = world.Webhook.PeakMemory;
        Assert.Equal(4 * Each + 2, (await world.ScrapeAsync()).Sum("egressguard_snapshot_objects"));
        await world.MetricAsync(value => value >= 1, "egressguard_audit_rounds_total");
        var audited = Stopwatch.GetElapsedTime(start);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{4 * Each} objects: listening after {listening.TotalSeconds:0.00} s, ready after {ready.TotalSeconds:0.00} s with a peak of {atReady >> 20} MiB; "
            + $"audited after {audited.TotalSeconds:0.0} s with a peak of {world.Webhook.PeakMemory >> 20} MiB."));
        Assert.True(ready - listening < TimeSpan.FromSeconds(5), $"It took {ready - listening}.");
        Assert.True(atReady < 250L << 20, $"It took {atReady >> 20} MiB.");
    }
}
