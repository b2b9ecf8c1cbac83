using System.Text;
using System.Text.Json;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Tests.Virtual;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Watching;

/// <summary>What follows from each event of a watch: the objects, the version, the counters.</summary>
public sealed class ReflectorEventTests
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
