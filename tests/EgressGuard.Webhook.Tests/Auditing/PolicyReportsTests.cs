using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.Core.Verdicts;
using EgressGuard.Kubernetes.Tests.Leases;
using EgressGuard.Testing;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Webhook.Auditing.Reports;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>Reports as they are in the cluster: what they say, how large they get, and how rarely they are written.</summary>
public sealed class PolicyReportsTests
{
    [Fact]
    public void A_report_says_what_is_wrong_with_which_object_and_what_to_do() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        world.Start();
        await time.PassAsync(10);

        var report = world.Api[AuditWorld.Report]!;
        Assert.Equal("wgpolicyk8s.io/v1alpha2", report["apiVersion"]!.GetValue<string>());
        Assert.Equal("PolicyReport", report["kind"]!.GetValue<string>());
        Assert.Equal("egressguard", report["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]!.GetValue<string>());
        Assert.Equal("""{"pass":0,"fail":1,"warn":1,"error":0,"skip":0}""", report["summary"]!.ToJsonString());
        var result = (JsonObject)report["results"]![0]!;
        Assert.Equal("egressguard", result["source"]!.GetValue<string>());
        Assert.Equal("EG102", result["rule"]!.GetValue<string>());
        Assert.Equal("service-entry-unscoped-export", result["policy"]!.GetValue<string>());
        Assert.Equal(("fail", "high", "ServiceEntry"), (Text(result, "result"), Text(result, "severity"), Text(result, "category")));
        Assert.Equal(
            """[{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","namespace":"shop","name":"a","uid":"uid-a"}]""",
            result["resources"]!.ToJsonString());
        Assert.NotEmpty(Text((JsonObject)result["properties"]!, "remedy"));
        Assert.Equal("/spec/exportTo/0", Text((JsonObject)result["properties"]!, "pointer"));
        await world.StopAsync();
    });

    [Fact]
    public void The_other_API_group_is_written_when_asked_for() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time, ReportApi.OpenReports);
        world.Put(AuditWorld.Entry("a"));
        world.Start();
        await time.PassAsync(10);

        var report = world.Api["/apis/openreports.io/v1alpha1/namespaces/shop/reports/egressguard"]!;
        Assert.Equal(("openreports.io/v1alpha1", "Report", "egressguard"), (Text(report, "apiVersion"), Text(report, "kind"), Text(report, "source")));
        Assert.Single(world.Api.Paths);
        await world.StopAsync();
    });

    [Fact]
    public void A_report_is_written_when_it_changes_and_deleted_when_there_is_nothing_to_say() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b", @namespace: "payments"));
        world.Start();
        await time.PassAsync(100);
        Assert.Equal(2, world.Api.Writes.Count());
        var since = world.Api[AuditWorld.Report]!["results"]![0]!["timestamp"]!.ToJsonString();

        world.Put(AuditWorld.Entry("a")); // the same once more
        await time.PassAsync(100);
        Assert.Equal(2, world.Api.Writes.Count());

        world.Put(AuditWorld.Entry("c"));
        await time.PassAsync(100);
        Assert.Equal(3, world.Api.Writes.Count());
        Assert.Equal(since, world.Api[AuditWorld.Report]!["results"]![0]!["timestamp"]!.ToJsonString());

        world.Remove(ObjectKind.ServiceEntry, "shop", "a");
        world.Remove(ObjectKind.ServiceEntry, "shop", "c");
        await time.PassAsync(100);
        Assert.Equal("DELETE " + AuditWorld.Report, world.Api.Writes.Last());
        Assert.Null(world.Api[AuditWorld.Report]);
        await world.StopAsync();
    });

    [Fact]
    public void Another_leader_finds_the_reports_as_they_are_and_writes_nothing() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b", @namespace: "payments"));
        world.Start();
        await time.PassAsync(100);
        await world.StopAsync();

        using var other = new AuditWorld(time) { Current = world.Input };
        foreach (var path in world.Api.Paths)
        {
            other.Api.Put(path, world.Api[path]!.ToJsonString());
        }

        other.Start();
        await time.PassAsync(100);
        Assert.Empty(other.Api.Writes);
        await other.StopAsync();
    });

    [Fact]
    public void Reports_of_others_are_left_alone_and_old_ones_of_its_own_are_deleted() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        const string Reports = "/apis/wgpolicyk8s.io/v1alpha2/namespaces/gone/policyreports/";
        world.Api.Put(Reports + "another", """{"metadata":{"name":"another","namespace":"gone","labels":{"app.kubernetes.io/managed-by":"another"}}}""");
        world.Api.Put(
            Reports + "egressguard", """{"metadata":{"name":"egressguard","namespace":"gone","labels":{"app.kubernetes.io/managed-by":"egressguard"}}}""");
        world.Put(AuditWorld.Entry("a"));
        world.Start();
        await time.PassAsync(100);

        Assert.Equal([Reports + "another", AuditWorld.Report], world.Api.Paths);
        await world.StopAsync();
    });

    [Fact]
    public void Somebody_elses_change_is_put_right_within_the_hour() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        world.Start();
        await time.PassAsync(100);
        world.Api.Remove(AuditWorld.Report);
        await time.PassAsync(3700);

        Assert.NotNull(world.Api[AuditWorld.Report]);
        await world.StopAsync();
    });

    [Fact]
    public void Without_the_types_there_are_no_reports_and_no_noise() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        world.Api.Fault = request => request.Contains("wgpolicyk8s", StringComparison.Ordinal) ? InMemoryApi.Error(404, "NotFound") : null;
        world.Start();
        await time.PassAsync(3600);
        Assert.Single(world.Log, line => line.Contains("is not installed", StringComparison.Ordinal));
        Assert.InRange(world.Api.Requests.Count(request => request.Contains("wgpolicyk8s", StringComparison.Ordinal)), 10, 13);

        world.Api.Fault = _ => null; // installed meanwhile
        await time.PassAsync(400);
        Assert.NotNull(world.Api[AuditWorld.Report]);
        await world.StopAsync();
    });

    [Fact]
    public void A_namespace_that_refuses_its_report_does_not_keep_the_others_from_theirs() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b", @namespace: "leaving"));
        world.Api.Fault = request => request.StartsWith("PATCH", StringComparison.Ordinal) && request.Contains("leaving", StringComparison.Ordinal)
            ? InMemoryApi.Error(403, "Forbidden") : null;
        world.Start();
        await time.PassAsync(600);

        Assert.NotNull(world.Api[AuditWorld.Report]);
        Assert.Single(world.Log, line => line.StartsWith("Warning Reports could not be written for namespace leaving", StringComparison.Ordinal));
        Assert.InRange(world.Counters["egressguard.report.writes failed"], 10, 21);
        await world.StopAsync();
    });

    [Fact]
    public void However_much_is_wrong_there_are_five_pages_and_the_gravest_come_first()
    {
        var objects = Enumerable.Range(0, 4000).Select(i => Audited($"e{i:0000}", i < 3000 ? RuleAction.Warn : RuleAction.Deny)).ToList();
        var pages = ReportPage.Build(objects, _ => 7);

        Assert.Equal(["egressguard", "egressguard-2", "egressguard-3", "egressguard-4", "egressguard-5"], pages.Select(page => page.Name));
        Assert.All(pages, page => Assert.Equal(ReportPage.MostResults, page.Results.Length));
        Assert.All(pages[..2], page => Assert.All(page.Results, item => Assert.Equal("fail", item.Result.Outcome)));
        Assert.Equal([0, 0, 0, 0, 1500], pages.Select(page => page.LeftOut));
        Assert.Equal((1000, 3000), (pages.Sum(page => page.Summary.Fail), pages.Sum(page => page.Summary.Warn)));
    }

    [Fact]
    public void A_page_is_never_larger_than_the_store_takes()
    {
        var objects = Enumerable.Range(0, 2000).Select(i => Audited($"e{i}", RuleAction.Deny, new string('€', 5000))).ToList();
        var pages = ReportPage.Build(objects, _ => 7);

        Assert.All(pages, page => Assert.InRange(
            ReportJson.Write(ReportApi.PolicyReports, "shop", page).Length, ReportPage.MostBytes / 2, ReportPage.MostBytes + 10_000));
        Assert.Equal(2000, pages.Sum(page => page.Results.Length) + pages[^1].LeftOut);
    }

    [Fact]
    public void What_was_written_is_read_as_the_same()
    {
        foreach (var page in ReportPage.Build([Audited("a", RuleAction.Deny), Audited("b", RuleAction.Audit)], _ => 7))
        {
            var read = ReportJson.Read(ReportJson.Write(ReportApi.PolicyReports, "shop", page), out var home);
            Assert.Equal("shop", home);
            Assert.True(page.IsSame(read!));
        }
    }

    private static AuditedObject Audited(string name, RuleAction action, string message = "It is wrong.") => new(
        new AuditKey(ObjectKind.ServiceEntry, new ObjectRef("shop", name)),
        "networking.istio.io/v1",
        "ServiceEntry",
        $"uid-{name}",
        [new AuditedFinding(new Finding("EG102", "service-entry-unscoped-export", action, "/spec", message, "Mend it."), null)]);

    private static string Text(JsonObject parent, string name) => parent[name]!.GetValue<string>();
}
