using EgressGuard.Kubernetes.Tests.Virtual;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Watching;

public sealed class ReflectorListTests
{
    private const string List = "list egresspolicies v1alpha1 500";

    [Fact]
    public void Everything_is_listed_in_pages_of_500_and_then_watched_from_the_version_of_the_list()
    {
        using var world = new WatchedWorld();
        PutMany(world, 1200);

        world.Start();

        Assert.Equal(
            [$"0.0 {List}", $"0.0 {List} 500", $"0.0 {List} 1000", $"0.0 watch egresspolicies {world.Cluster.Version}"], world.Cluster.Requests);
        Assert.Equal(1200, world.Set.Objects.Count);
        Assert.Equal(1, world.Changes);
        Assert.Equal((WatchState.Synced, 1, 1), (world.Status.State, world.Status.Lists, world.Status.Watches));
        Assert.Empty(world.Status.Restarts);
    }

    [Fact]
    public void An_object_that_appears_between_two_pages_comes_by_the_watch()
    {
        using var world = new WatchedWorld();
        PutMany(world, 501);
        world.Kind.ListFaults.Enqueue(null);
        world.Kind.ListFaults.Enqueue(new IOException("reset"));
        world.Start();

        world.Put("late");
        world.World.Pass(0.8);

        Assert.Equal(502, world.Set.Objects.Count);
        Assert.Equal([List, $"{List} 500", List, $"{List} 500", $"watch egresspolicies {world.Cluster.Version}"], world.Cluster.Asked);
    }

    [Fact]
    public void Pages_that_expire_are_followed_by_a_list_of_everything_at_once()
    {
        using var world = new WatchedWorld();
        PutMany(world, 600);
        world.Kind.ListFaults.Enqueue(null);
        world.Kind.ListFaults.Enqueue(FakeCluster.Error(410, "Expired"));

        world.Start();

        Assert.Equal(
            [$"0.0 {List}", $"0.0 {List} 500", "0.0 list egresspolicies v1alpha1 0", $"0.0 watch egresspolicies {world.Cluster.Version}"],
            world.Cluster.Requests);
        Assert.Equal(600, world.Set.Objects.Count);
        Assert.Equal(WatchState.Synced, world.Status.State);
        world.AssertRestarts((RestartReason.Expired, 1));
    }

    [Fact]
    public void What_the_pages_that_expired_held_does_not_count()
    {
        using var world = new WatchedWorld();
        PutMany(world, 600);
        world.Kind.ListFaults.Enqueue(null);
        world.Kind.ListFaults.Enqueue(FakeCluster.Error(410, "Expired"));
        world.Kind.ListAsked = () =>
        {
            if (world.Cluster.Requests.Count == 2)
            {
                world.Cluster.Delete(WatchedWorld.Plural, "", "policy-0000");
            }
        };

        world.Start();

        Assert.Equal(599, world.Set.Objects.Count);
        Assert.DoesNotContain("policy-0000", world.Names);
    }

    [Fact]
    public void A_list_that_breaks_off_between_pages_leaves_what_was_there()
    {
        using var world = new WatchedWorld();
        world.StartWith("former");
        world.Kind.ListFaults.Enqueue(null);
        world.Kind.ListFaults.Enqueue(new HttpRequestException("refused"));
        world.Kind.Error(410, "Expired");
        world.Cluster.Delete(WatchedWorld.Plural, "", "former");
        PutMany(world, 600);

        world.World.Settle();
        Assert.Equal([$"60.0 {List}", $"60.0 {List} 500"], world.Cluster.Requests);
        Assert.Equal(WatchState.Broken, world.Status.State);
        Assert.Equal(["former"], world.Names);

        world.World.Pass(0.8);
        Assert.Equal(600, world.Set.Objects.Count);
        Assert.Equal((WatchState.Synced, 2), (world.Status.State, world.Changes));
        world.AssertRestarts((RestartReason.Expired, 1), (RestartReason.Unreachable, 1));
    }

    [Fact]
    public void A_kind_that_is_not_served_is_absent_which_is_no_error_and_is_asked_for_again()
    {
        using var world = new WatchedWorld();
        world.Kind.Served.Clear();

        world.Start();
        world.World.Pass(59);

        Assert.Equal([$"0.0 {List}", $"30.0 {List}"], world.Cluster.Requests);
        Assert.Equal(WatchState.Absent, world.Status.State);
        Assert.Null(world.Status.BrokenSince);
        Assert.Null(world.Status.Problem);
        Assert.True(world.Set.IsKnown);
        Assert.Empty(world.Set.Objects);
        Assert.Empty(world.Status.Restarts);

        world.Kind.Served.Add("v1alpha1");
        world.Put("first");
        world.World.Pass(1);
        Assert.Equal(WatchState.Synced, world.Status.State);
        Assert.Equal(["first"], world.Names);
    }

    [Fact]
    public void A_kind_that_is_not_served_is_asked_for_after_a_minute_at_most()
    {
        using var world = new WatchedWorld(() => 0.999);
        world.Kind.Served.Clear();

        world.Start();
        world.World.Pass(60);

        Assert.Equal(2, world.Cluster.Requests.Count);
        Assert.Equal($"60.0 {List}", world.Cluster.Requests[1]);
    }

    [Fact]
    public void A_kind_whose_definition_is_deleted_becomes_absent()
    {
        using var world = new WatchedWorld();
        world.StartWith("a", "b");

        world.Kind.Served.Clear();
        world.Kind.Close();
        world.World.Settle();

        Assert.Equal([$"60.0 watch egresspolicies {world.Cluster.Version}", $"60.0 {List}"], world.Cluster.Requests);
        Assert.Equal(WatchState.Absent, world.Status.State);
        Assert.Empty(world.Set.Objects);
        world.AssertRestarts((RestartReason.Closed, 1), (RestartReason.NotFound, 1));
    }

    [Fact]
    public void The_first_version_that_is_served_is_taken()
    {
        using var world = new World();
        var type = WatchedType.Of("gateway.networking.k8s.io", "tlsroutes", "TLSRoute", true, "v1", "v1alpha3", "v1alpha2");
        world.Cluster["tlsroutes"].Served.Clear();
        world.Cluster["tlsroutes"].Served.UnionWith(["v1alpha3", "v1alpha2"]);
        world.Cluster.Put("tlsroutes", "shop", "r");
        var set = new ObjectSet();

        world.Start(new Reflector<RawObject>(world.Cluster, type, set, world.Settings).RunAsync);

        Assert.Equal(
            ["list tlsroutes v1 500", "list tlsroutes v1alpha3 500", $"watch tlsroutes {world.Cluster.Version}"], world.Cluster.Asked);
        Assert.Equal("gateway.networking.k8s.io/v1alpha3", world.Cluster["tlsroutes"].ApiVersion);
        Assert.Single(set.Objects);
    }

    [Fact]
    public void Lacking_permissions_are_told_and_tried_again_with_pauses()
    {
        using var world = new WatchedWorld();
        Refuse(world.Kind.ListFaults, () => FakeCluster.Error(403, "Forbidden"), 3);

        world.Start();

        Assert.Equal(WatchState.Forbidden, world.Status.State);
        Assert.False(world.Status.IsKnown);
        Assert.Contains("403 Forbidden", world.Status.Problem, StringComparison.Ordinal);
        Assert.Equal(ManualTime.Start, world.Status.BrokenSince);
        Assert.Equal(["egresspolicies.egressguard.io: Starting to Forbidden", "egresspolicies.egressguard.io: Forbidden"], world.World.Log.Lines);

        world.World.Pass(10);
        Assert.Equal([$"0.0 {List}", $"0.8 {List}", $"2.4 {List}", $"5.6 {List}", "5.6 watch egresspolicies 0-0"], world.Cluster.Requests);
        Assert.Equal(WatchState.Synced, world.Status.State);
        Assert.Null(world.Status.BrokenSince);
        world.AssertRestarts((RestartReason.Forbidden, 3));
    }

    [Fact]
    public void A_version_that_the_server_has_not_reached_yet_is_not_asked_for_again()
    {
        using var world = new WatchedWorld();
        world.StartWith("a");
        world.Kind.WatchFaults.Enqueue(FakeCluster.Error(504, "Timeout", null, "ResourceVersionTooLarge"));

        world.Kind.Close();
        world.World.Pass(0.8);

        Assert.Equal(
            [$"60.0 watch egresspolicies {world.Cluster.Version}", $"60.8 {List}", $"60.8 watch egresspolicies {world.Cluster.Version}"],
            world.Cluster.Requests);
        world.AssertRestarts((RestartReason.Closed, 1), (RestartReason.ServerError, 1));
    }

    [Theory]
    [InlineData(500, RestartReason.InternalError)]
    [InlineData(503, RestartReason.ServerError)]
    [InlineData(401, RestartReason.ServerError)]
    [InlineData(429, RestartReason.Throttled)]
    [InlineData(0, RestartReason.Unreachable)]
    public void A_list_that_fails_is_tried_again_after_a_pause(int code, RestartReason reason)
    {
        using var world = new WatchedWorld();
        world.Kind.ListFaults.Enqueue(code == 0 ? new HttpRequestException("refused") : FakeCluster.Error(code));

        world.Start();

        Assert.Equal(WatchState.Starting, world.Status.State);
        Assert.Equal(ManualTime.Start, world.Status.BrokenSince);
        world.World.Pass(0.8);
        Assert.Equal([$"0.0 {List}", $"0.8 {List}", "0.8 watch egresspolicies 0-0"], world.Cluster.Requests);
        Assert.Equal(WatchState.Synced, world.Status.State);
        world.AssertRestarts((reason, 1));
    }

    [Theory]
    [InlineData(0.1, "0.8")]
    [InlineData(7, "7.0")]
    [InlineData(1e9, "60.0")]
    public void A_server_that_asks_to_be_left_alone_is_left_alone_for_so_long_but_for_a_minute_at_most(double asked, string again)
    {
        using var world = new WatchedWorld();
        world.Kind.ListFaults.Enqueue(FakeCluster.Error(429, "TooManyRequests", TimeSpan.FromSeconds(asked)));

        world.Start();
        world.World.Pass(60);

        Assert.Equal([$"0.0 {List}", $"{again} {List}", $"{again} watch egresspolicies 0-0"], world.Cluster.Requests);
    }

    [Fact]
    public void A_list_that_brings_nothing_new_is_no_change()
    {
        using var world = new WatchedWorld();
        world.StartWith("a", "b");
        world.Kind.Error(400, "BadRequest");

        world.World.Pass(1);

        Assert.Equal((2, 1), (world.Status.Lists, world.Changes));
    }

    private static void PutMany(WatchedWorld world, int count)
    {
        foreach (var i in Enumerable.Range(0, count))
        {
            world.Put($"policy-{i:0000}");
        }
    }

    private static void Refuse(Queue<Exception?> faults, Func<Exception> fault, int times)
    {
        for (; times > 0; times--)
        {
            faults.Enqueue(fault());
        }
    }
}
