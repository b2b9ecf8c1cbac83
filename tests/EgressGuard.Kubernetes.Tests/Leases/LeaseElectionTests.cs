using System.Text.Json.Nodes;
using EgressGuard.Testing;

namespace EgressGuard.Kubernetes.Tests.Leases;

/// <summary>Who leads, when, and what the Lease says; all on virtual time.</summary>
public sealed class LeaseElectionTests
{
    private readonly InMemoryApi _api = new();

    [Fact]
    public void The_first_candidate_creates_the_lease_and_leads() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        await time.SettleAsync();

        Assert.True(a.IsLeading);
        Assert.Equal(["0.0 leads"], a.Told);
        AssertLease("""
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"namespace":"egressguard-system","name":"egressguard-audit"},
            "spec":{"holderIdentity":"a","leaseDurationSeconds":15,"renewTime":"2026-01-01T00:00:00.000000Z",
            "acquireTime":"2026-01-01T00:00:00.000000Z","leaseTransitions":0}}
            """);
        await a.StopAsync();
    });

    [Fact]
    public void Renewals_take_one_request_each_and_change_nothing_but_the_time() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        await time.SettleAsync();
        _api.Requests.Clear();
        await time.PassAsync(60);

        Assert.Equal(Enumerable.Repeat($"PUT {Candidate.LeasePath}", 30), _api.Requests);
        Assert.Equal("2026-01-01T00:01:00.000000Z", Spec("renewTime"));
        Assert.Equal("2026-01-01T00:00:00.000000Z", Spec("acquireTime"));
        Assert.Equal(["0.0 leads"], a.Told);
        await a.StopAsync();
    });

    [Fact]
    public void What_others_wrote_into_the_lease_is_kept() => VirtualTime.Run(async time =>
    {
        _api.Put(Candidate.LeasePath, """
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",
            "metadata":{"name":"egressguard-audit","namespace":"egressguard-system","labels":{"team":"platform"}},
            "spec":{"strategy":"OldestEmulationVersion"}}
            """);
        var a = new Candidate("a", _api, time).Start();
        await time.PassAsync(10);

        Assert.True(a.IsLeading);
        Assert.Equal("platform", _api[Candidate.LeasePath]!["metadata"]!["labels"]!["team"]!.GetValue<string>());
        Assert.Equal("OldestEmulationVersion", Spec("strategy"));
        await a.StopAsync();
    });

    [Fact]
    public void Of_two_candidates_one_leads_and_the_other_takes_over_at_once_when_it_is_stopped() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        var b = new Candidate("b", _api, time).Start();
        await time.PassAsync(60);
        Assert.Equal(["0.0 leads"], a.Told);
        Assert.Equal(["0.0 failed: Another candidate was faster.", "2.0 follows a"], b.Told);

        await a.StopAsync();
        Assert.Equal(["0.0 leads", "60.0 ended: It was stopped."], a.Told);
        Assert.Equal("", Spec("holderIdentity"));
        Assert.Equal(1, SpecNumber("leaseDurationSeconds"));
        Assert.Equal(0, SpecNumber("leaseTransitions"));

        await time.PassAsync(2);
        Assert.True(b.IsLeading);
        Assert.Equal("62.0 leads", b.Told[^1]);
        Assert.Equal("b", Spec("holderIdentity"));
        Assert.Equal(15, SpecNumber("leaseDurationSeconds"));
        Assert.Equal(1, SpecNumber("leaseTransitions"));
        await b.StopAsync();
    });

    [Fact]
    public void A_holder_that_dies_is_followed_when_its_record_has_not_changed_for_fifteen_seconds() => VirtualTime.Run(async time =>
    {
        var dying = new FaultyApi(_api);
        var a = new Candidate("a", dying, time).Start();
        await time.SettleAsync();
        var b = new Candidate("b", _api, time).Start();
        await time.PassAsync(21);
        dying.IsGone = true; // the last renewal was at 20 s
        await time.PassAsync(13);

        Assert.Equal(["0.0 leads", "22.0 failed: it is gone", "24.0 failed: it is gone", "26.0 failed: it is gone",
            "28.0 failed: it is gone", "30.0 ended: The lease could not be renewed within 10 s."], a.Told.Take(6));
        Assert.False(b.IsLeading);

        await time.PassAsync(3);
        Assert.Equal("36.0 leads", b.Told[^1]); // the first try after 35 s
        await b.StopAsync();
        await a.StopAsync();
    });

    [Fact]
    public void Clocks_that_differ_by_hours_make_no_difference() => VirtualTime.Run(async time =>
    {
        // The holder's clock is two hours behind: by its times the lease ran out long ago. And one ahead never seems to run out.
        foreach (var skew in (TimeSpan[])[TimeSpan.FromHours(-2), TimeSpan.FromHours(2)])
        {
            var api = new InMemoryApi();
            var skewed = new FaultyApi(api);
            var a = new Candidate("a", skewed, new SkewedTime(time, skew)).Start();
            await time.SettleAsync();
            var b = new Candidate("b", api, time).Start();
            await time.PassAsync(40);
            Assert.True(a.IsLeading);
            Assert.Equal(["0.0 follows a"], b.Told);

            skewed.IsGone = true;
            await time.PassAsync(18);
            Assert.True(b.IsLeading);
            Assert.False(a.IsLeading);
            await b.StopAsync();
            await a.StopAsync();
        }
    });

    [Fact]
    public void Without_the_server_for_twelve_seconds_the_leader_stops_in_time_and_leads_again() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        await time.PassAsync(21);
        _api.Fault = _ => new HttpRequestException("no route to host");
        await time.PassAsync(9.5);
        Assert.False(a.IsLeading);
        Assert.Equal("30.0 ended: The lease could not be renewed within 10 s.", a.Told.Single(told => told.Contains("ended", StringComparison.Ordinal)));

        await time.PassAsync(2.5);
        _api.Fault = _ => null;
        await time.PassAsync(2);
        Assert.True(a.IsLeading);
        Assert.Equal("34.0 leads", a.Told[^1]);
        Assert.Equal(0, SpecNumber("leaseTransitions")); // nobody else had it in between
        await a.StopAsync();
    });

    [Fact]
    public void Without_the_server_for_six_seconds_the_leader_goes_on() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        await time.PassAsync(21);
        _api.Fault = _ => new HttpRequestException("no route to host");
        await time.PassAsync(6);
        _api.Fault = _ => null;
        await time.PassAsync(60);

        Assert.True(a.IsLeading);
        Assert.Single(a.Told, told => told.EndsWith("leads", StringComparison.Ordinal));
        await a.StopAsync();
    });

    [Fact]
    public void A_request_that_hangs_cannot_put_off_the_deadline() => VirtualTime.Run(async time =>
    {
        DateTimeOffset? ended = null;
        var a = new Candidate("a", _api, time)
        {
            Work = async leading =>
            {
                using var note = leading.Register(() => ended ??= time.GetUtcNow());
                await Task.Delay(Timeout.Infinite, leading);
            },
        }.Start();
        await time.PassAsync(21);
        _api.Barrier = new TaskCompletionSource().Task;
        await time.PassAsync(20);

        Assert.Equal(TimeSpan.FromSeconds(30), ended - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.False(a.IsLeading);
        Assert.Contains("27.0 failed: The API server did not answer in time.", a.Told);
        await time.PassAsync(0);
        _api.Barrier = Task.CompletedTask;
        await time.PassAsync(10);
        Assert.True(a.IsLeading);
        await a.StopAsync();
    });

    [Fact]
    public void A_renewal_that_another_was_faster_than_is_not_fatal_while_the_lease_is_ones_own() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        await time.PassAsync(5);

        // Somebody labels the lease: its version changes, the next renewal is refused with 409, and another follows at once.
        var labelled = _api[Candidate.LeasePath]!;
        labelled["metadata"]!["labels"] = new JsonObject { ["team"] = "platform" };
        _api.Put(Candidate.LeasePath, labelled.ToJsonString());
        await time.PassAsync(60);

        Assert.Equal(["0.0 leads"], a.Told);
        await a.StopAsync();
    });

    [Fact]
    public void A_leader_that_sees_another_holder_stops_at_once() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        await time.PassAsync(5);
        var stolen = _api[Candidate.LeasePath]!;
        stolen["spec"]!["holderIdentity"] = "b";
        _api.Put(Candidate.LeasePath, stolen.ToJsonString());
        await time.PassAsync(1);

        Assert.False(a.IsLeading);
        Assert.Equal(["0.0 leads", "6.0 follows b", "6.0 ended: b holds the lease now."], a.Told);
        await a.StopAsync();
        Assert.Equal("b", Spec("holderIdentity")); // and is not given back by whoever does not have it
    });

    [Fact]
    public void A_lease_that_is_deleted_is_created_again() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        await time.PassAsync(5);
        _api.Remove(Candidate.LeasePath);
        await time.PassAsync(2);

        Assert.True(a.IsLeading);
        Assert.Equal("a", Spec("holderIdentity"));
        await a.StopAsync();
    });

    [Fact]
    public void A_candidate_that_comes_back_under_its_own_name_need_not_wait() => VirtualTime.Run(async time =>
    {
        _api.Put(Candidate.LeasePath, """{"metadata":{"name":"egressguard-audit"},"spec":{"holderIdentity":"a","leaseTransitions":7}}""");
        var a = new Candidate("a", _api, time).Start();
        await time.SettleAsync();

        Assert.True(a.IsLeading);
        Assert.Equal(7, SpecNumber("leaseTransitions"));
        await a.StopAsync();
    });

    [Fact]
    public void Waits_are_drawn_out_by_chance() => VirtualTime.Run(async time =>
    {
        _api.Fault = _ => InMemoryApi.Error(503);
        var a = new Candidate("a", _api, time, chance: 0.5).Start();
        await time.PassAsync(10);

        // 2 s and 0.5 of another 1.2 times as much.
        Assert.Equal(["0.0", "3.2", "6.4", "9.6"], a.Told.Select(told => told.Split(' ')[0]));
        await a.StopAsync();
    });

    [Fact]
    public void When_the_task_ends_by_itself_the_lease_is_given_back_and_the_election_is_over() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time) { Work = _ => Task.Delay(TimeSpan.FromSeconds(5), time, CancellationToken.None) }.Start();
        await time.PassAsync(6);

        Assert.True(a.Running.IsCompletedSuccessfully);
        Assert.Equal(["0.0 leads", "5.0 ended: Its task is done."], a.Told);
        Assert.Equal("", Spec("holderIdentity"));
    });

    [Fact]
    public void When_the_task_fails_the_lease_is_given_back_and_the_fault_is_told() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time) { Work = _ => throw new InvalidOperationException("broken") }.Start();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => a.Running);

        Assert.Equal("broken", fault.Message);
        Assert.False(a.IsLeading);
        Assert.Equal(["0.0 leads", "0.0 ended: Its task failed."], a.Told);
        Assert.Equal("", Spec("holderIdentity"));
    });

    [Fact]
    public void There_is_no_other_try_before_a_slow_task_has_ended() => VirtualTime.Run(async time =>
    {
        var starts = 0;
        var a = new Candidate("a", _api, time)
        {
            Work = async leading =>
            {
                starts++;
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, leading));
                await Task.Delay(TimeSpan.FromSeconds(100), time, CancellationToken.None);
                leading.ThrowIfCancellationRequested();
            },
        }.Start();
        await time.PassAsync(1);
        _api.Fault = _ => new HttpRequestException("no route to host");
        await time.PassAsync(20);
        _api.Fault = _ => null;
        var requests = _api.Requests.Count;
        await time.PassAsync(60);
        Assert.Equal(requests, _api.Requests.Count);
        Assert.Equal(1, starts);

        await time.PassAsync(60);
        Assert.Equal(2, starts);
        var stopping = a.StopAsync();
        await time.PassAsync(100);
        await stopping;
    });

    [Fact]
    public void Stopping_while_the_server_hangs_does_not_hang() => VirtualTime.Run(async time =>
    {
        var a = new Candidate("a", _api, time).Start();
        await time.PassAsync(5);
        _api.Barrier = new TaskCompletionSource().Task;
        var stopping = a.StopAsync();
        await time.PassAsync(2);

        Assert.True(stopping.IsCompletedSuccessfully);
        Assert.StartsWith("7.0 failed: The lease could not be given back; it runs out by itself.", a.Told[^1], StringComparison.Ordinal);
    });

    private void AssertLease(string json) =>
        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(), _api[Candidate.LeasePath]!.ToJsonString());

    private string? Spec(string member) => _api[Candidate.LeasePath]!["spec"]![member]?.GetValue<string>();

    private int SpecNumber(string member) => _api[Candidate.LeasePath]!["spec"]![member]!.GetValue<int>();

    /// <summary>A machine whose wall clock is wrong.</summary>
    private sealed class SkewedTime(TimeProvider time, TimeSpan skew) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + skew;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
