using System.Text;
using System.Text.Json;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Tests.Virtual;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Watching;

/// <summary>What follows from each event and each end of a watch: the requests, the objects, the counters.</summary>
public sealed class ReflectorWatchTests
{
    private const string List = "list egresspolicies v1alpha1 500";

    [Fact]
    public void Changes_are_taken_and_the_next_watch_begins_after_the_last_one()
    {
        using var world = new WatchedWorld();
        world.StartWith("changed", "deleted");

        world.Put("changed", "\"spec\":{\"enforcement\":\"Warn\"}");
        world.Cluster.Delete(WatchedWorld.Plural, "", "deleted");
        world.Put("added");
        var last = world.Cluster.Version;
        world.Cluster.Elsewhere();
        world.World.Settle();

        Assert.Equal(["added", "changed"], world.Names);
        Assert.Contains("Warn", Encoding.UTF8.GetString(world.Set.Objects.First(entry => entry.Key.Name == "changed").Value.Utf8Json.Span), StringComparison.Ordinal);
        Assert.Equal(3, world.Status.Events);
        Assert.Equal(4, world.Changes);
        world.Kind.Close();
        world.World.Settle();
        Assert.Equal([$"60.0 watch egresspolicies {last}"], world.Cluster.Requests);
    }

    [Fact]
    public void An_added_object_that_is_known_is_replaced()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Send(Event("ADDED", "EgressPolicy", "a", "1-99", "\"spec\":{\"enforcement\":\"Audit\"}"));

        world.World.Settle();

        var (_, stored) = Assert.Single(world.Set.Objects);
        Assert.Equal("1-99", stored.ResourceVersion);
        Assert.Contains("Audit", Encoding.UTF8.GetString(stored.Utf8Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deleted_object_that_is_not_known_is_no_change()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Send(Event("DELETED", "EgressPolicy", "b", "1-99"));

        world.World.Settle();

        Assert.Equal(["a"], world.Names);
        Assert.Equal((1, 1), (world.Status.Events, world.Changes));
    }

    [Fact]
    public void A_bookmark_moves_the_version_and_nothing_else()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Cluster.Elsewhere();
        world.Cluster.Bookmark(WatchedWorld.Plural);
        world.World.Settle();

        world.Kind.Close();
        world.World.Settle();

        Assert.Equal([$"60.0 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        Assert.Equal(["a"], world.Names);
        Assert.Equal((0, 1, 1), (world.Status.Events, world.Status.Bookmarks, world.Changes));
        Assert.Equal(ManualTime.Start.AddSeconds(60), world.Status.LastContact);
    }

    [Theory]
    [InlineData(410, "Expired")]
    [InlineData(410, "Gone")]
    [InlineData(500, "Expired")]
    public void An_expired_version_is_followed_by_a_list_at_once(int code, string reason)
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Error(code, reason);

        world.World.Settle();

        Assert.Equal([$"60.0 {List}", $"60.0 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        Assert.Equal(WatchState.Synced, world.Status.State);
        Assert.Equal(2, world.Status.Lists);
        world.AssertRestarts((RestartReason.Expired, 1));
    }

    [Fact]
    public void A_version_that_expired_before_the_watch_began_is_followed_by_a_list_at_once()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.WatchFaults.Enqueue(FakeCluster.Error(410, "Expired"));
        world.Kind.Close();

        world.World.Settle();

        Assert.Equal(
            [$"60.0 watch egresspolicies {world.Cluster.Version}", $"60.0 {List}", $"60.0 watch egresspolicies {world.Cluster.Version}"],
            world.Cluster.Requests);
        world.AssertRestarts((RestartReason.Closed, 1), (RestartReason.Expired, 1));
    }

    [Fact]
    public void Versions_that_expire_as_soon_as_they_are_listed_make_no_tight_loop()
    {
        using var world = new WatchedWorld();
        world.Kind.Forgotten = int.MaxValue;

        world.Start();
        world.World.Pass(2.4);

        Assert.Equal(
            [$"0.0 {List}", "0.0 watch egresspolicies 0-0", $"0.8 {List}", "0.8 watch egresspolicies 0-0", $"2.4 {List}", "2.4 watch egresspolicies 0-0"],
            world.Cluster.Requests);
    }

    [Fact]
    public void A_server_that_has_too_much_to_do_is_watched_again_from_the_same_version_after_a_pause()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Error(429, "TooManyRequests");

        world.World.Pass(1);

        Assert.Equal([$"60.8 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        Assert.Equal(1, world.Status.Lists);
        world.AssertRestarts((RestartReason.Throttled, 1));
    }

    [Fact]
    public void An_event_may_say_how_long_the_server_wants_to_be_left_alone()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Error(429, "TooManyRequests", "{\"retryAfterSeconds\":5}");

        world.World.Pass(10);

        Assert.Equal([$"65.0 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
    }

    [Fact]
    public void After_an_internal_error_the_watch_is_tried_twice_before_everything_is_listed()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        var watch = $"watch egresspolicies {world.Cluster.Version}";
        foreach (var seconds in (double[])[0.8, 1.6, 3.2])
        {
            world.Kind.Error(500, "InternalError");
            world.World.Pass(seconds);
        }

        Assert.Equal([$"60.8 {watch}", $"62.4 {watch}", $"65.6 {List}", $"65.6 {watch}"], world.Cluster.Requests);
        world.AssertRestarts((RestartReason.InternalError, 3));
    }

    [Fact]
    public void Internal_errors_with_progress_in_between_do_not_add_up()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        foreach (var i in Enumerable.Range(0, 5))
        {
            world.Put($"b{i}");
            world.World.Settle();
            world.Kind.Error(500, "InternalError");
            world.World.Pass(40);
        }

        Assert.Equal(5, world.Cluster.Requests.Count);
        Assert.Equal((1, 5), (world.Status.Lists, world.Restarts(RestartReason.InternalError)));
        Assert.Equal(6, world.Set.Objects.Count);
    }

    [Fact]
    public void Another_error_is_followed_by_a_list()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Error(400, "BadRequest");

        world.World.Settle();
        Assert.Equal(WatchState.Broken, world.Status.State);
        Assert.True(world.Status.IsKnown);
        Assert.Equal(ManualTime.Start.AddSeconds(60), world.Status.BrokenSince);
        Assert.Equal(["a"], world.Names);

        world.World.Pass(0.8);
        Assert.Equal([$"60.8 {List}", $"60.8 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        Assert.Null(world.Status.BrokenSince);
        world.AssertRestarts((RestartReason.ServerError, 1));
    }

    [Fact]
    public void An_error_that_is_no_status_is_followed_by_a_list()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Send(new WatchEvent("ERROR", FakeKind.Bytes("[410]")));

        world.World.Pass(0.8);

        Assert.Equal($"60.8 {List}", world.Cluster.Requests[0]);
        world.AssertRestarts((RestartReason.ServerError, 1));
    }

    [Fact]
    public void An_object_called_Status_is_not_taken_for_an_error()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Send(Event("MODIFIED", "Status", "a", "1-99"));

        world.World.Settle();

        Assert.Empty(world.Cluster.Requests);
        Assert.Equal((WatchState.Synced, 1), (world.Status.State, world.Status.Skipped));
    }

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
    public void Events_of_unknown_types_and_other_kinds_are_passed_over_and_counted()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Send(Event("RENAMED", "EgressPolicy", "a", "1-97"));
        world.Kind.Send(Event("ADDED", "EgressExemption", "b", "1-98"));
        world.Kind.Send(Event("DELETED", "Pod", "a", "1-99"));
        world.Put("c");

        world.World.Settle();

        Assert.Equal(["a", "c"], world.Names);
        Assert.Equal((1, 3), (world.Status.Events, world.Status.Skipped));
        Assert.Empty(world.Cluster.Requests);
        Assert.Empty(world.Status.Restarts);
    }

    [Fact]
    public void An_event_that_is_cut_off_is_followed_by_a_list()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Break(new JsonException("cut off"));

        world.World.Pass(0.8);

        Assert.Equal([$"60.8 {List}", $"60.8 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        world.AssertRestarts((RestartReason.Malformed, 1));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"EgressPolicy\",\"metadata\":{\"name\":5}}")]
    [InlineData("{\"kind\":\"EgressPolicy\",\"metadata\":{}}")]
    [InlineData("{\"kind\":\"EgressPolicy\",\"metadata\":")]
    public void An_event_whose_object_cannot_be_told_is_followed_by_a_list(string json)
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.Send(new WatchEvent("MODIFIED", FakeKind.Bytes(json)));

        world.World.Pass(0.8);

        Assert.Equal([$"60.8 {List}", $"60.8 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        Assert.Equal(["a"], world.Names);
        world.AssertRestarts((RestartReason.Malformed, 1));
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

    [Fact]
    public void Whoever_listens_and_throws_does_not_stop_the_loop_and_is_told_again()
    {
        using var world = new World();
        var calls = 0;
        var set = new ObjectSet(set =>
        {
            Assert.False(set.IsKnown);
            if (++calls == 1)
            {
                throw new InvalidOperationException("The first call.");
            }
        });
        var reflector = new Reflector<RawObject>(
            world.Cluster, WatchedType.Of("egressguard.io", "egresspolicies", "EgressPolicy", false, "v1alpha1"), set, world.Settings);

        world.Start(reflector.RunAsync);
        world.Pass(1);

        Assert.Equal(1, reflector.Status.Restarts[RestartReason.Fault]);
        Assert.Equal(WatchState.Synced, reflector.Status.State);
        Assert.Equal(2, calls);
        Assert.True(set.IsKnown);
    }

    private static WatchEvent Event(string type, string kind, string name, string version, string members = "\"spec\":{}") => new(
        type,
        FakeKind.Bytes($$$"""{"apiVersion":"egressguard.io/v1alpha1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}","resourceVersion":"{{{version}}}"},{{{members}}}}"""));
}
