using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Tests.Virtual;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Watching;

/// <summary>What follows from the errors that a server reports in a watch: another list, or a pause and the same version.</summary>
public sealed class ReflectorErrorTests
{
    private const string List = "list egresspolicies v1alpha1 500";

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
}
