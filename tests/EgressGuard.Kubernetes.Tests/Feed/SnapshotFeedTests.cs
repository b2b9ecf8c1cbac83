using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Tests.Virtual;
using EgressGuard.Kubernetes.Feed;

namespace EgressGuard.Kubernetes.Tests.Feed;

public sealed class SnapshotFeedTests
{
    [Fact]
    public void It_is_ready_once_every_kind_is_listed_or_absent()
    {
        using var world = new FeedWorld();
        world.Cluster["tcproutes"].Served.Clear();
        world.Cluster["sidecars"].ListFaults.Enqueue(FakeCluster.Error(503, "ServiceUnavailable"));
        world.PutEntry("api", "api.example.com");
        Assert.False(world.Feed.IsReady);
        Assert.Equal(MeshSnapshot.Kinds.Length, world.Feed.Obstacles().Count());

        world.Start();

        var obstacle = Assert.Single(world.Feed.Obstacles());
        Assert.Equal("It has not read sidecars.networking.istio.io yet: REQUEST: 503 ServiceUnavailable: by script", obstacle);
        Assert.Equal([ObjectKind.Sidecar], MeshSnapshot.Kinds.Where(kind => !world.Mesh.Knows(kind)));
        Assert.NotNull(world.Entry("api"));

        world.World.Pass(0.8);
        Assert.True(world.Feed.IsReady);
        Assert.True(world.Mesh.Knows(ObjectKind.TCPRoute));
        Assert.All(MeshSnapshot.Kinds, kind => Assert.True(world.Mesh.Knows(kind)));
        Assert.False(world.Mesh.Knows(ObjectKind.NetworkPolicy));
    }

    [Fact]
    public void Lacking_permissions_keep_it_from_being_ready()
    {
        using var world = new FeedWorld();
        world.Cluster["services"].ListFaults.Enqueue(FakeCluster.Error(403, "Forbidden"));

        world.Start();

        Assert.Equal(["It may not list and watch services: REQUEST: 403 Forbidden: by script"], world.Feed.Obstacles());
        Assert.False(world.Mesh.Knows(ObjectKind.Service));
    }

    [Fact]
    public void A_watch_that_breaks_later_leaves_it_ready_and_tells_since_when()
    {
        using var world = new FeedWorld();
        world.PutEntry("api", "api.example.com");
        world.Start();
        world.World.Pass(60);

        world.Cluster["serviceentries"].Break(new IOException("reset"));
        for (var i = 0; i < 5; i++)
        {
            world.Cluster["serviceentries"].WatchFaults.Enqueue(new HttpRequestException("refused"));
        }

        world.World.Pass(10);

        Assert.True(world.Feed.IsReady);
        Assert.Equal(ManualTime.Start.AddSeconds(60), world.Feed.BrokenSince(ObjectKind.ServiceEntry));
        Assert.Null(world.Feed.BrokenSince(ObjectKind.VirtualService));
        Assert.NotNull(world.Entry("api"));
        Assert.True(world.Mesh.Knows(ObjectKind.ServiceEntry));

        // The first sign of life ends it.
        world.World.Pass(60);
        world.Cluster.Bookmark("serviceentries");
        world.World.Settle();
        Assert.Null(world.Feed.BrokenSince(ObjectKind.ServiceEntry));
    }

    [Fact]
    public void Changes_are_told_with_what_was_and_what_is()
    {
        using var world = new FeedWorld();
        world.PutEntry("api", "api.example.com");
        world.Start();
        var first = world.Entry("api");
        Assert.Equal([(ObjectKind.ServiceEntry, new ObjectRef("shop", "api"), null, first)], Told(world));

        world.Changes.Clear();
        world.PutEntry("api", "other.example.com");
        world.World.Settle();
        var second = world.Entry("api");
        Assert.Equal([(ObjectKind.ServiceEntry, new ObjectRef("shop", "api"), first, second)], Told(world));
        Assert.Equal(["other.example.com"], second!.Spec!.Hosts);
        Assert.Same(world.Mesh, world.Changes[^1].After);
        Assert.Equal([new ObjectRef("shop", "api")], world.Mesh.ServiceEntriesDeclaring("other.example.com"));
        Assert.Empty(world.Mesh.ServiceEntriesDeclaring("api.example.com"));

        world.Changes.Clear();
        world.Cluster.Delete("serviceentries", "shop", "api");
        world.World.Settle();
        Assert.Equal([(ObjectKind.ServiceEntry, new ObjectRef("shop", "api"), second, null)], Told(world));
    }

    [Fact]
    public void What_comes_together_is_published_together()
    {
        using var world = new FeedWorld();
        world.Start();
        world.Changes.Clear();

        world.PutEntry("a", "a.example.com");
        world.PutEntry("a", "b.example.com");
        world.PutEntry("gone", "c.example.com");
        world.Cluster.Delete("serviceentries", "shop", "gone");
        world.World.Settle();

        var (_, reference, before, after) = Assert.Single(Assert.Single(world.Changes).Changed);
        Assert.Equal(("a", null), (reference.Name, before));
        Assert.Equal(["b.example.com"], ((ServiceEntry)after!).Spec!.Hosts);
    }

    [Fact]
    public void A_list_that_brings_what_is_known_changes_nothing()
    {
        using var world = new FeedWorld();
        world.PutEntry("kept", "kept.example.com");
        world.PutEntry("changed", "one.example.com");
        world.PutEntry("gone", "gone.example.com");
        world.Start();
        world.World.Pass(60);
        var kept = world.Entry("kept");
        world.Changes.Clear();
        world.Cluster["serviceentries"].Error(410, "Expired");
        world.PutEntry("changed", "two.example.com");
        world.Cluster.Delete("serviceentries", "shop", "gone");

        world.World.Settle();

        Assert.Equal(["changed", "gone"], Told(world).Select(change => change.Item2.Name).Order());
        Assert.Same(kept, world.Entry("kept"));
        Assert.Null(world.Entry("gone"));
    }

    [Fact]
    public void An_object_looks_the_same_whichever_way_it_came()
    {
        using var world = new FeedWorld();
        world.PutEntry("listed", "api.example.com");
        world.Start();
        world.PutEntry("watched", "api.example.com");
        world.World.Settle();

        Assert.Equal(("networking.istio.io/v1", "ServiceEntry"), (world.Entry("listed")!.ApiVersion, world.Entry("listed")!.KindName));
        Assert.Equal(("networking.istio.io/v1", "ServiceEntry"), (world.Entry("watched")!.ApiVersion, world.Entry("watched")!.KindName));
    }

    [Fact]
    public void An_object_that_cannot_be_read_leaves_the_mesh_is_told_and_stops_nothing()
    {
        using var world = new FeedWorld();
        world.Cluster.Put("serviceentries", "shop", "listed", "\"spec\":{\"hosts\":5}");
        world.PutEntry("api", "api.example.com");
        world.Start();

        Assert.True(world.Feed.IsReady);
        Assert.Null(world.Entry("listed"));
        Assert.Equal([(ObjectKind.ServiceEntry, "listed", "/spec/hosts: the value is not a list")], Unreadable(world));

        world.Cluster.Put("serviceentries", "shop", "api", "\"spec\":{\"hosts\":[\"api.example.com\"],\"resolution\":\"MAGIC\"}");
        world.PutEntry("next", "next.example.com");
        world.World.Settle();
        Assert.Null(world.Entry("api"));
        Assert.NotNull(world.Entry("next"));
        Assert.Equal(["api", "listed"], Unreadable(world).Select(entry => entry.Name).Order());
        Assert.Equal(2, world.Feed.Reflectors.Sum(reflector => reflector.Status.Unreadable));
        Assert.Contains(
            "serviceentries.networking.istio.io: shop/listed unreadable: /spec/hosts: the value is not a list", world.World.Log.Lines);

        world.PutEntry("api", "api.example.com");
        world.Cluster.Delete("serviceentries", "shop", "listed");
        world.World.Settle();
        Assert.NotNull(world.Entry("api"));
        Assert.Empty(world.Feed.Unreadable);
    }

    [Fact]
    public void The_domain_of_the_cluster_may_change()
    {
        using var world = new FeedWorld();
        world.Cluster.Put("virtualservices", "shop", "short", "\"spec\":{\"hosts\":[\"cart\"]}");
        world.Start();
        Assert.Single(world.Mesh.VirtualServicesOverlapping("cart.shop.svc.cluster.local"));

        var taken = world.Feed.UseDomainAsync("example.internal");
        Assert.False(taken.IsCompleted);
        world.World.Settle();

        Assert.True(taken.IsCompletedSuccessfully);
        Assert.Equal("example.internal", world.Mesh.ClusterDomain);
        Assert.Single(world.Mesh.VirtualServicesOverlapping("cart.shop.svc.example.internal"));
        Assert.Empty(world.Changes[^1].Changed);
        world.Cluster.Put("virtualservices", "shop", "later", "\"spec\":{\"hosts\":[\"cart\"]}");
        world.World.Settle();
        Assert.Equal(2, world.Mesh.VirtualServicesOverlapping("cart.shop.svc.example.internal").Count);
        Assert.True(world.Feed.IsReady);
    }

    [Fact]
    public void Whoever_listens_and_throws_does_not_stop_the_writer()
    {
        using var world = new FeedWorld();
        var heard = 0;
        world.Feed.OnChange(_ => throw new InvalidOperationException("tired"));
        world.Feed.OnChange(_ => heard++);

        world.Start();
        world.PutEntry("api", "api.example.com");
        world.World.Settle();

        Assert.NotNull(world.Entry("api"));
        Assert.Equal(world.Changes.Count, heard);
        Assert.Contains("observer: tired", world.World.Log.Lines);
    }

    [Fact]
    public void When_it_is_stopped_nothing_is_under_way_any_more()
    {
        using var world = new FeedWorld();
        world.Start();
        Assert.Equal(1, world.Cluster["namespaces"].Watches);

        world.World.Stop();

        Assert.All(WatchedPlurals, plural => Assert.Equal(0, world.Cluster[plural].Watches));
        Assert.True(world.Feed.UseDomainAsync("late.example").IsCanceled);
    }

    private static IEnumerable<string> WatchedPlurals => WatchedTypes.All.Values.Select(type => type.Versions[0].Plural);

    private static List<(ObjectKind, ObjectRef, KubeObject?, KubeObject?)> Told(FeedWorld world) =>
        [.. world.Changes.SelectMany(changes => changes.Changed).Select(change => (change.Kind, change.Reference, change.Before, change.After))];

    private static List<(ObjectKind Kind, string Name, string Problem)> Unreadable(FeedWorld world) =>
        [.. world.Feed.Unreadable.Select(entry => (entry.Key.Kind, entry.Key.Reference.Name, entry.Value))];
}
