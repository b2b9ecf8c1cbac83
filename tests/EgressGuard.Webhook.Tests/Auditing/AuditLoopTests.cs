using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Verdicts;
using EgressGuard.Testing;
using EgressGuard.Webhook.Auditing;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>What is judged when, on virtual time.</summary>
public sealed class AuditLoopTests
{
    private const string Report = AuditWorld.Report;

    [Fact]
    public void Everything_is_judged_at_the_beginning_and_then_reported() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b", isRefused: false));
        world.Start();
        await time.PassAsync(1);

        Assert.Equal(2, world.Judged);
        Assert.Equal(["deny", "warn"], world.Results.Of("shop").Select(item => item.Verdict));
        Assert.Equal([Report], world.Api.Paths);
        Assert.Equal(["Information The audit judged all 2 objects of the mesh in 0.0 s. Pods and workloads follow, then reports."], world.Log);
        await world.StopAsync();
    });

    [Fact]
    public void Nothing_is_judged_or_deleted_while_the_mesh_is_not_known() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        var input = world.Input;
        world.Current = null;
        world.Api.Put(Report, """{"metadata":{"name":"egressguard","namespace":"shop","labels":{"app.kubernetes.io/managed-by":"egressguard"}}}""");
        world.Start();
        await time.PassAsync(600);
        Assert.Equal(0, world.Judged);
        Assert.Empty(world.Api.Requests);

        world.Current = input;
        world.Tell();
        await time.PassAsync(1);
        Assert.Equal(1, world.Judged);
        await world.StopAsync();
    });

    [Fact]
    public void A_changed_object_is_judged_at_once_and_everything_after_a_quiet_second() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a", isRefused: false), AuditWorld.Entry("b"), AuditWorld.Entry("c"));
        world.Start();
        await time.PassAsync(100);
        Assert.Equal(3, world.Judged);

        world.Put(AuditWorld.Entry("a"));
        await time.PassAsync(0.01);
        Assert.Equal(4, world.Judged);
        Assert.Equal(["deny", "deny", "deny"], world.Results.Of("shop").Select(item => item.Verdict));

        await time.PassAsync(0.9);
        Assert.Equal(4, world.Judged);
        await time.PassAsync(0.2);
        Assert.Equal(7, world.Judged);
        await time.PassAsync(1000);
        Assert.Equal(7, world.Judged);
        await world.StopAsync();
    });

    [Fact]
    public void A_mesh_that_is_never_quiet_is_judged_every_half_minute() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b"));
        world.Start();
        await time.PassAsync(60);
        for (var i = 0; i < 600; i++)
        {
            world.Put(AuditWorld.Entry("a", isRefused: i % 2 == 0));
            await time.PassAsync(0.5);
        }

        // 300 s: a round about every 30 s, not one a second.
        Assert.InRange(world.Counters["egressguard.audit.rounds"], 10, 12);
        await world.StopAsync();
    });

    [Fact]
    public void A_policy_or_an_exemption_that_changed_has_everything_judged() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b"));
        world.Start();
        await time.PassAsync(100);
        world.Current = world.Input with { Policy = new EgressPolicy { Enforcement = Enforcement.Warn } };
        world.Tell();
        await time.PassAsync(2);

        Assert.Equal(["warn", "warn"], world.Results.Of("shop").Select(item => item.Verdict));
        await world.StopAsync();
    });

    [Fact]
    public void Everything_is_judged_at_least_once_an_hour() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        world.Start();
        await time.PassAsync(3 * 3600 + 10);

        Assert.Equal(4, world.Judged);
        Assert.Equal(4, world.Counters["egressguard.audit.rounds"]);
        Assert.Single(world.Api.Writes); // what has not changed is not written again
        await world.StopAsync();
    });

    [Fact]
    public void An_exemption_that_ends_shows_at_its_end_and_is_reminded_of_before() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        var exemption = new EgressExemption
        {
            Name = "until-monday",
            Rules = [.. FindingsOf(world).Select(finding => finding.Rule).Distinct()],
            Subjects = [new ExemptionSubject(ObjectKind.ServiceEntry, "shop", "a", [])],
            Owner = "team-shop",
            Reason = "It is being moved.",
            Expires = time.GetUtcNow() + TimeSpan.FromDays(8) + TimeSpan.FromMinutes(10),
            Created = time.GetUtcNow(),
        };
        world.Current = world.Input with { Exemptions = ExemptionSet.Of([exemption]) };
        world.Start();
        await time.PassAsync(60);
        Assert.Equal(["exempt"], world.Results.Of("shop").Select(item => item.Verdict));
        Assert.Equal("skip", world.Api[Report]!["results"]![0]!["result"]!.GetValue<string>());
        Assert.Equal("until-monday", world.Api[Report]!["results"]![0]!["properties"]!["exemption"]!.GetValue<string>());
        Assert.Empty(world.Reminders);

        await time.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal("ExemptionExpiring", Assert.Single(world.Reminders).Reason);
        await time.PassAsync(TimeSpan.FromDays(5));
        Assert.Single(world.Reminders);
        await time.PassAsync(TimeSpan.FromHours(23));
        Assert.Equal(2, world.Reminders.Count);
        Assert.Equal(
            "Exemption 'until-monday' ends in less than a day, at 2026-01-09T00:10:00Z. From then on "
                + $"{string.Join(", ", exemption.Rules)} will refuse again what it covers. Its owner is team-shop.",
            world.Reminders[1].Note);

        await time.PassAsync(exemption.Expires - time.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.Equal(["exempt"], world.Results.Of("shop").Select(item => item.Verdict));
        await time.PassAsync(2);
        Assert.Equal(["deny"], world.Results.Of("shop").Select(item => item.Verdict));
        Assert.Equal(2, world.Reminders.Count);
        await world.StopAsync();
    });

    [Fact]
    public void A_removed_object_is_forgotten_and_so_is_one_of_whose_removal_nobody_told() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b"), AuditWorld.Entry("c"));
        world.Start();
        await time.PassAsync(100);
        world.Remove(ObjectKind.ServiceEntry, "shop", "a");
        await time.PassAsync(0.1);
        Assert.Equal(["b", "c"], world.Results.Of("shop").Select(item => item.Key.Reference.Name));

        world.Current = world.Input with { Mesh = world.Input.Mesh.Without(ObjectKind.ServiceEntry, new ObjectRef("shop", "b")) };
        await time.PassAsync(3600);
        Assert.Equal(["c"], world.Results.Of("shop").Select(item => item.Key.Reference.Name));
        await world.StopAsync();
    });

    [Fact]
    public void What_cannot_be_read_is_a_finding() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        var key = new AuditKey(ObjectKind.VirtualService, new ObjectRef("shop", "odd"));
        world.Current = world.Input with { Unreadable = world.Input.Unreadable.Add(key, "/spec/http: the value is not a list") };
        world.Start();
        await time.PassAsync(1);

        var finding = Assert.Single(Assert.Single(world.Results.Of("shop")).Findings).Finding;
        Assert.Equal(("EG001", "The object cannot be judged: /spec/http: the value is not a list."), (finding.Rule, finding.Message));
        await world.StopAsync();
    });

    [Fact]
    public void Ten_thousand_objects_are_judged_in_slices_with_rests() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put([.. Enumerable.Range(0, 10_000).Select(i => AuditWorld.Entry($"e{i}", isRefused: false, $"ns{i % 100}"))]);
        world.Start();
        await time.SettleAsync();

        // One slice is done and no more: the rest waits for the clock, and whoever else has work comes before it.
        Assert.InRange(world.Judged, 1, 100);
        await time.PassAsync(0.005);
        Assert.InRange(world.Judged, 101, 700);

        // A change in the middle of a round does not wait for its end.
        world.Put(AuditWorld.Entry("e7", isRefused: true, "ns7"));
        await time.PassAsync(0.002);
        Assert.Equal("deny", world.Results.Of("ns7").Single(item => item.Key.Reference.Name == "e7").Verdict);
        Assert.InRange(world.Judged, 200, 1000);

        await time.PassAsync(10);
        Assert.InRange(world.Judged, 10_000, 10_001);
        await world.StopAsync();
    });

    [Fact]
    public void An_object_that_cannot_be_judged_by_a_fault_does_not_stop_the_others() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b"), AuditWorld.Entry("c"));
        world.FailAtLook = 3; // the loop looks once, then once for each object
        world.Start();
        await time.PassAsync(1);

        Assert.Equal(["a", "c"], world.Results.Of("shop").Select(item => item.Key.Reference.Name));
        Assert.Equal(1, world.Counters["egressguard.audit.failures"]);
        Assert.Contains(
            "Error The audit could not judge ServiceEntry shop/b; its former verdict stays. This is a defect of EgressGuard.", world.Log);
        await world.StopAsync();
    });

    [Fact]
    public void Another_run_begins_anew() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        using var first = new CancellationTokenSource();
        var running = world.Loop.RunAsync(first.Token);
        await time.PassAsync(10);
        first.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.All(world.Tally.Objects(), measurement => Assert.Equal(0, measurement.Value));

        world.Api.Remove(Report); // while another led
        world.Start();
        await time.PassAsync(10);
        Assert.Equal([Report], world.Api.Paths);
        await world.StopAsync();
    });

    [Fact]
    public void Metrics_tell_verdicts_and_findings() => VirtualTime.Run(async time =>
    {
        using var meters = new TestMeters();
        using var world = new AuditWorld(time);
        _ = new AuditMetrics(meters.Meter, world.Tally, world.Queue);
        world.Put(AuditWorld.Entry("a"), AuditWorld.Entry("b", isRefused: false));
        world.Start();
        await time.PassAsync(1);
        meters.Observe();

        Assert.Equal(1, meters.Gauges["egressguard.audit.objects verdict=deny"]);
        Assert.Equal(1, meters.Gauges["egressguard.audit.objects verdict=warn"]);
        Assert.Equal(0, meters.Gauges["egressguard.audit.objects verdict=allow"]);
        Assert.Equal(0, meters.Gauges["egressguard.audit.objects verdict=exempt"]);
        Assert.Equal(1, meters.Gauges["egressguard.audit.findings rule=EG102 action=deny"]);
        Assert.Equal(0, meters.Gauges["egressguard.audit.queue.length"]);
        await world.StopAsync();
    });

    [Fact]
    public void Changes_may_come_from_any_thread() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        var keys = Enumerable.Range(0, 1000).Select(i => new AuditKey(ObjectKind.Service, new ObjectRef("shop", $"s{i}"))).ToArray();
        Parallel.ForEach(keys, key => world.Queue.Changed([key, key]));
        Assert.Equal(1000, world.Queue.Count);
        var taken = new HashSet<AuditKey>();
        while (world.Queue.TryTake(out var key))
        {
            Assert.True(taken.Add(key));
        }

        Assert.Equal(keys.ToHashSet(), taken);
        await time.SettleAsync();
    });

    private static IEnumerable<Finding> FindingsOf(AuditWorld world) =>
        AuditJudge.Judge(world.Input, new AuditKey(ObjectKind.ServiceEntry, new ObjectRef("shop", "a")), world.Time.GetUtcNow())!
            .Findings.Select(item => item.Finding);
}
