using EgressGuard.Kubernetes.Tests.Virtual;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Watching;

/// <summary>How watches begin, end and are continued: closed, broken, forbidden, silent.</summary>
public sealed class ReflectorWatchTests
{
    [Fact]
    public void A_watch_that_the_server_closes_is_continued_at_once_without_a_list()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");

        world.World.Pass(900);

        var watch = $"watch egresspolicies {world.Cluster.Version}";
        Assert.Equal([$"300.0 {watch}", $"600.0 {watch}", $"900.0 {watch}"], world.Cluster.Requests);
        Assert.Equal((WatchState.Synced, 1), (world.Status.State, world.Status.Lists));
        world.AssertRestarts((RestartReason.Closed, 3));
    }

    [Fact]
    public void Watches_are_asked_to_last_5_to_10_minutes_by_chance()
    {
        using var world = new WatchedWorld(new Random(4).NextDouble);
        world.Start();

        world.World.Pass(500_000);

        Assert.True(world.Cluster.WatchTimeouts.Count > 1000);
        Assert.Equal((300, 600), (world.Cluster.WatchTimeouts.Min().TotalSeconds, world.Cluster.WatchTimeouts.Max().TotalSeconds));
    }

    [Fact]
    public void A_watch_that_is_closed_at_once_and_brings_nothing_is_continued_after_a_pause()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Close();
        world.World.Pass(0.9);

        // Twice more: a bookmark without a new version brings nothing either.
        world.Cluster.Requests.Clear();
        world.Kind.Close();
        world.World.Settle();
        world.Kind.Close();
        world.World.Pass(0.8);
        world.Cluster.Bookmark(WatchedWorld.Plural);
        world.Kind.Close();
        world.World.Pass(1.6);

        var watch = $"watch egresspolicies {world.Cluster.Version}";
        Assert.Equal([$"61.7 {watch}", $"63.3 {watch}"], world.Cluster.Requests);
        Assert.Equal((1, 1), (world.Status.Lists, world.Changes));
    }

    [Theory]
    [InlineData(0, RestartReason.Unreachable)]
    [InlineData(429, RestartReason.Throttled)]
    public void A_watch_that_cannot_begin_is_tried_again_from_the_same_version_after_pauses(int code, RestartReason reason)
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        for (var i = 0; i < 3; i++)
        {
            world.Kind.WatchFaults.Enqueue(code == 0 ? new HttpRequestException("refused") : FakeCluster.Error(code));
        }

        world.Kind.Close();
        world.World.Pass(0.5);
        Assert.Equal(WatchState.Broken, world.Status.State);
        Assert.Equal(ManualTime.Start.AddSeconds(60), world.Status.BrokenSince);
        world.Put("b");
        world.World.Pass(6);

        var watch = $"watch egresspolicies {FakeCluster.VersionOf(1)}";
        Assert.Equal([$"60.0 {watch}", $"60.8 {watch}", $"62.4 {watch}", $"65.6 {watch}"], world.Cluster.Requests);
        Assert.Equal((WatchState.Synced, 1), (world.Status.State, world.Status.Lists));
        Assert.Equal(["a", "b"], world.Names);
        world.AssertRestarts((RestartReason.Closed, 1), (reason, 3));
    }

    [Fact]
    public void A_connection_that_breaks_is_continued_from_the_last_version_after_a_pause()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Put("b");
        world.Kind.Break(new IOException("reset"));

        world.World.Pass(0.8);

        Assert.Equal([$"60.8 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        Assert.Equal(["a", "b"], world.Names);
        world.AssertRestarts((RestartReason.Unreachable, 1));
    }

    [Fact]
    public void A_client_that_gives_up_by_itself_does_not_stop_the_loop()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Break(new TaskCanceledException("connect timed out"));

        world.World.Pass(0.8);

        Assert.Equal([$"60.8 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        world.AssertRestarts((RestartReason.Unreachable, 1));
    }

    [Fact]
    public void A_watch_that_is_forbidden_makes_the_kind_forbidden_and_goes_on_when_it_is_allowed()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.WatchFaults.Enqueue(FakeCluster.Error(403, "Forbidden"));
        world.Kind.Close();
        world.World.Settle();

        Assert.Equal(WatchState.Forbidden, world.Status.State);
        Assert.Contains("egresspolicies.egressguard.io: Synced to Forbidden", world.World.Log.Lines);
        world.World.Pass(0.8);
        world.Cluster.Bookmark(WatchedWorld.Plural);
        world.World.Settle();
        Assert.Equal((WatchState.Synced, 1), (world.Status.State, world.Status.Lists));
    }

    [Fact]
    public void A_watch_that_falls_silent_is_given_up_30_seconds_after_its_end_and_continued()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Cluster.Bookmark(WatchedWorld.Plural);
        world.World.Settle();
        world.Kind.FallSilent();
        world.Put("b");

        world.World.Pass(329.9);
        Assert.Empty(world.Cluster.Requests);
        Assert.Equal(WatchState.Synced, world.Status.State);
        world.World.Pass(0.1);

        Assert.Equal([$"390.0 watch egresspolicies {FakeCluster.VersionOf(1)}"], world.Cluster.Requests);
        Assert.Equal(["a", "b"], world.Names);
        Assert.Equal(1, world.Status.Lists);
        world.AssertRestarts((RestartReason.Silent, 1));
        Assert.Equal(
            [
                "egresspolicies.egressguard.io: Starting to Synced", "egresspolicies.egressguard.io: Synced to Broken",
                "egresspolicies.egressguard.io: Silent", "egresspolicies.egressguard.io: Broken to Synced",
            ],
            world.World.Log.Lines);
    }

    [Fact]
    public void A_silence_is_told_to_have_begun_with_the_last_that_was_heard()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Cluster.Bookmark(WatchedWorld.Plural);
        world.World.Settle();
        world.Kind.FallSilent();

        world.World.Pass(330.5);

        Assert.Equal(WatchState.Broken, world.Status.State);
        Assert.Equal(ManualTime.Start.AddSeconds(60), world.Status.BrokenSince);

        // The next watch was taken and stays open: no event is needed to know that changes arrive again.
        world.World.Pass(1);
        Assert.Equal(WatchState.Synced, world.Status.State);
        Assert.Null(world.Status.BrokenSince);
    }

    [Fact]
    public void Pauses_double_up_to_30_seconds_and_begin_anew_after_two_good_minutes()
    {
        using var world = new WatchedWorld();
        for (var i = 0; i < 8; i++)
        {
            world.Kind.ListFaults.Enqueue(new HttpRequestException("refused"));
        }

        world.Start();
        world.World.Pass(115.2);
        Assert.Equal(
            ["0.0", "0.8", "2.4", "5.6", "12.0", "24.8", "50.4", "80.4", "110.4"],
            world.Cluster.Requests.Take(9).Select(request => request.Split(' ')[0]));

        // The last failure was at 80.4 s.
        world.Cluster.Requests.Clear();
        world.Kind.Error(429, "TooManyRequests");
        world.World.Pass(35);
        Assert.Equal("145.2", world.Cluster.Requests[0].Split(' ')[0]);
        world.World.Pass(100);
        world.Cluster.Requests.Clear();
        world.Kind.Error(429, "TooManyRequests");
        world.World.Pass(35);
        Assert.Equal("251.0", world.Cluster.Requests[0].Split(' ')[0]);
    }

    [Fact]
    public void Pauses_are_drawn_out_by_chance_to_less_than_twice_their_length()
    {
        using var world = new WatchedWorld(() => 0.5);
        world.Kind.ListFaults.Enqueue(new HttpRequestException("refused"));
        world.Kind.ListFaults.Enqueue(new HttpRequestException("refused"));

        world.Start();
        world.World.Pass(10);

        Assert.Equal(["0.0", "1.2", "3.6", "3.6"], world.Cluster.Requests.Select(request => request.Split(' ')[0]));
    }

    [Fact]
    public async Task Cancelling_waits_for_what_is_under_way()
    {
        using var world = new WatchedWorld();
        using var stop = new CancellationTokenSource();
        world.StartWith("a");
        var another = new Reflector<RawObject>(world.Cluster, world.Reflector.Type, new ObjectSet(), world.World.Settings);
        var running = another.RunAsync(stop.Token);
        world.World.Settle();
        Assert.Equal(2, world.Kind.Watches);

        stop.Cancel();
        Assert.False(running.IsCompleted);
        world.World.Settle();

        Assert.True(running.IsCompletedSuccessfully);
        await running;
        Assert.Equal(1, world.Kind.Watches);
        Assert.DoesNotContain(world.World.Log.Lines, line => line.EndsWith(": Unreachable", StringComparison.Ordinal));
    }
}
