using System.Globalization;
using System.Text;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Tests.Leases;
using EgressGuard.Testing;
using EgressGuard.Webhook.Auditing;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>What the mesh does not hold is listed once an hour, page by page.</summary>
public sealed class ClusterSweepTests
{
    private const string Pods = "GET /api/v1/pods";

    [Fact]
    public void A_pod_on_the_network_of_its_node_is_found_and_reported_at_the_next_sweep() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        PutPod(world, "good");
        world.Start();
        await time.PassAsync(10);
        Assert.DoesNotContain(FindingsOf(world), rule => rule == "EG302");

        PutPod(world, "bad", "\"hostNetwork\":true,");
        await time.PassAsync(3500);
        Assert.DoesNotContain(FindingsOf(world), rule => rule == "EG302");
        await time.PassAsync(110);
        Assert.Contains(FindingsOf(world), rule => rule == "EG302");
        Assert.Equal("fail", world.Api[AuditWorld.Report]!["results"]![0]!["result"]!.GetValue<string>());
        Assert.Equal(2, world.Api.Requests.Count(request => request == Pods));

        world.Api.Remove("/api/v1/namespaces/shop/pods/bad");
        await time.PassAsync(3600);
        Assert.DoesNotContain(FindingsOf(world), rule => rule == "EG302");
        await world.StopAsync();
    });

    [Fact]
    public void A_pod_that_was_never_labelled_is_found() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        PutPod(world, "labelled");
        world.Api.Put("/api/v1/namespaces/shop/pods/old", Pod("old", "", ""));
        world.Start();
        await time.PassAsync(10);

        Assert.Equal(["old"], world.Results.Of("shop").Where(item => item.Findings.Any(found => found.Finding.Rule == "EG307"))
            .Select(item => item.Key.Reference.Name));
        await world.StopAsync();
    });

    [Fact]
    public void A_large_kind_is_read_page_by_page_and_what_is_clean_is_only_counted() => VirtualTime.Run(async time =>
    {
        using var meters = new TestMeters();
        using var world = new AuditWorld(time);
        _ = new AuditMetrics(meters.Meter, world.Tally, world.Queue);
        for (var i = 0; i < 1050; i++)
        {
            PutPod(world, $"p{i}", i % 100 == 0 ? "\"hostNetwork\":true," : "");
        }

        world.Start();
        await time.PassAsync(60);
        meters.Observe();

        Assert.Equal(11, world.Api.Requests.Count(request => request == Pods));
        Assert.Equal(11, world.Results.Of("shop").Count);
        Assert.Equal(11, meters.Gauges["egressguard.audit.objects verdict=deny"]);
        Assert.Equal(1039, meters.Gauges["egressguard.audit.objects verdict=allow"]);
        await world.StopAsync();
        meters.Observe();
        Assert.Equal(0, meters.Gauges["egressguard.audit.objects verdict=allow"]);
    });

    [Fact]
    public void More_findings_than_there_is_room_for_are_counted_and_told() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        for (var i = 0; i < ClusterSweep.MostKept + 20; i++)
        {
            PutPod(world, $"p{i.ToString(CultureInfo.InvariantCulture)}", "\"hostNetwork\":true,");
        }

        world.Start();
        await time.PassAsync(600);
        Assert.Equal(ClusterSweep.MostKept, world.Results.Of("shop").Count);
        Assert.Equal(ClusterSweep.MostKept + 20, world.Tally.Objects().Single(item => item.Tags[0].Value is "deny").Value);
        Assert.Contains(world.Log, line => line.StartsWith("Warning 20 objects of kind Pod have findings", StringComparison.Ordinal));
        await world.StopAsync();
    });

    [Fact]
    public void What_runs_no_more_or_only_repeats_its_owner_is_passed_over() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Api.Put("/api/v1/namespaces/shop/pods/done", Pod("done", "\"hostNetwork\":true,", "", ",\"status\":{\"phase\":\"Succeeded\"}"));
        world.Api.Put(
            "/apis/apps/v1/namespaces/shop/replicasets/web-1",
            """
            {"metadata":{"name":"web-1","namespace":"shop","ownerReferences":[{"kind":"Deployment","name":"web","controller":true}]},
            "spec":{"template":{"spec":{"hostNetwork":true,"containers":[{"name":"app"}]}}}}
            """);
        world.Api.Put(
            "/apis/apps/v1/namespaces/shop/replicasets/bare",
            """
            {"metadata":{"name":"bare","namespace":"shop"},
            "spec":{"template":{"spec":{"hostNetwork":true,"containers":[{"name":"app"}]}}}}
            """);
        world.Start();
        await time.PassAsync(10);

        Assert.Equal(["bare"], world.Results.Of("shop").Select(item => item.Key.Reference.Name));
        await world.StopAsync();
    });

    [Fact]
    public void A_failure_leaves_the_former_verdicts_and_is_told_once_and_tried_again() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        PutPod(world, "bad", "\"hostNetwork\":true,");
        world.Start();
        await time.PassAsync(10);
        world.Api.Fault = request => request == Pods ? InMemoryApi.Error(403, "Forbidden") : null;
        await time.PassAsync(3600 + 1800);
        Assert.Contains(FindingsOf(world), rule => rule == "EG302");
        Assert.Single(world.Log, line => line.StartsWith("Warning The audit could not list all objects of kind Pod", StringComparison.Ordinal));
        Assert.InRange(world.Api.Requests.Count(request => request == Pods), 6, 9);

        world.Api.Fault = _ => null;
        world.Api.Remove("/api/v1/namespaces/shop/pods/bad");
        await time.PassAsync(300);
        Assert.DoesNotContain(FindingsOf(world), rule => rule == "EG302");
        await world.StopAsync();
    });

    [Fact]
    public void A_kind_that_the_cluster_does_not_serve_is_no_failure_and_an_older_version_will_do() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Api.Fault = request => request.Contains("gateway.networking", StringComparison.Ordinal)
            || request.Contains("networking.istio.io/v1/workloadentries", StringComparison.Ordinal) ? InMemoryApi.Error(404, "NotFound") : null;
        world.Start();
        await time.PassAsync(10);

        Assert.Contains("GET /apis/networking.istio.io/v1beta1/workloadentries", world.Api.Requests);
        Assert.DoesNotContain("GET /apis/networking.istio.io/v1alpha3/workloadentries", world.Api.Requests);
        Assert.DoesNotContain(world.Log, line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.True(world.Sweep.HasTriedAll);
        await world.StopAsync();
    });

    [Fact]
    public void What_cannot_be_read_is_a_finding() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Api.Put("/api/v1/namespaces/shop/pods/odd", """{"metadata":{"name":"odd","namespace":"shop"},"spec":{"containers":7}}""");
        world.Start();
        await time.PassAsync(10);
        Assert.Equal(["EG001"], FindingsOf(world));
        await world.StopAsync();
    });

    [Fact]
    public void Nothing_escapes_by_its_depth()
    {
        var deep = new StringBuilder().Insert(0, "{\"a\":", 5000).Append('1').Append('}', 5000);
        var json = Encoding.UTF8.GetBytes($$"""{"metadata":{"name":"deep","namespace":"shop"},"spec":{{deep}} }""");
        Assert.Equal(new ListedHead(new ObjectRef("shop", "deep"), IsControlled: false, HasEnded: false), ListedHead.Read(json));
    }

    [Fact]
    public void Reports_wait_until_everything_has_been_looked_at_once() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        PutPod(world, "bad", "\"hostNetwork\":true,");
        world.Start();
        await time.PassAsync(60);

        // Who takes over would otherwise write the report without the pod first, and then again with it.
        Assert.Equal($"PATCH {AuditWorld.Report}", Assert.Single(world.Api.Writes));
        await world.StopAsync();
    });

    private static IEnumerable<string> FindingsOf(AuditWorld world) =>
        world.Results.Of("shop").SelectMany(item => item.Findings).Select(found => found.Finding.Rule);

    private static void PutPod(AuditWorld world, string name, string spec = "") =>
        world.Api.Put($"/api/v1/namespaces/shop/pods/{name}", Pod(name, spec, "\"labels\":{\"egressguard.io/egress\":\"gateway\"},"));

    private static string Pod(string name, string spec, string labels, string rest = "") =>
        $$"""
        {"metadata":{{{labels}}"name":"{{name}}","namespace":"shop","uid":"u-{{name}}"},
        "spec":{{{spec}}"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]}{{rest}}}
        """;
}
