using System.Diagnostics;
using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Tests.Feed;

public sealed class LargeClusterTests
{
    private const int Each = 2500;

    [Fact]
    public void Ten_thousand_objects_are_there_within_seconds_and_do_not_take_much_memory()
    {
        using var world = new FeedWorld();
        for (var i = 0; i < Each; i++)
        {
            var @namespace = $"team-{i % 300}";
            var host = $"api-{i}.example.com";
            world.Cluster.Put("namespaces", "", $"team-{i}");
            world.Cluster.Put("serviceentries", @namespace, $"entry-{i}", FeedWorld.HostOf(host));
            world.Cluster.Put("virtualservices", @namespace, $"route-{i}", Route(host));
            world.Cluster.Put("destinationrules", @namespace, $"rule-{i}", "\"spec\":{\"host\":\"istio-egressgateway.istio-system.svc.cluster.local\"}");
        }

        var before = GC.GetTotalMemory(true);
        var start = Stopwatch.GetTimestamp();
        world.Start();
        var taken = Stopwatch.GetElapsedTime(start);
        world.Changes.Clear();
        var held = (GC.GetTotalMemory(true) - before) / 1024.0 / 1024.0;

        Assert.True(world.Feed.IsReady);
        Assert.Equal(
            4 * Each,
            new[] { ObjectKind.Namespace, ObjectKind.ServiceEntry, ObjectKind.VirtualService, ObjectKind.DestinationRule }.Sum(world.Mesh.Count));
        TestContext.Current.SendDiagnosticMessage($"{4 * Each} objects: {taken.TotalSeconds:0.00} s, {held:0} MiB held");
        Assert.True(taken < TimeSpan.FromSeconds(5), $"It took {taken}.");
        Assert.True(held < 100, $"It holds {held:0} MiB.");
    }

    private static string Route(string host) => $$"""
        "spec":{"hosts":["{{host}}"],"gateways":["mesh","istio-system/egress"],"exportTo":["."],"tls":[
        {"match":[{"gateways":["mesh"],"sniHosts":["{{host}}"],"port":443}],"route":[{"destination":{"host":"istio-egressgateway.istio-system.svc.cluster.local"} }]},
        {"match":[{"gateways":["istio-system/egress"],"sniHosts":["{{host}}"],"port":443}],"route":[{"destination":{"host":"{{host}}"} }]}]}
        """;
}
