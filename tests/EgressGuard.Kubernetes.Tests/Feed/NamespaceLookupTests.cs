using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Tests.Virtual;

namespace EgressGuard.Kubernetes.Tests.Feed;

public sealed class NamespaceLookupTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    [Fact]
    public void A_namespace_of_the_mesh_is_not_asked_for()
    {
        using var world = new World();
        var mesh = MeshSnapshot.Empty.With(new Namespace(), new ObjectRef("", "shop"));

        var answer = new NamespaceLookup(world.Cluster, world.Time).FindAsync(mesh, "shop", Deadline, default).AsTask();

        Assert.Equal(new NamespaceAnswer(mesh, null), world.Await(answer));
        Assert.Empty(world.Cluster.Requests);
    }

    [Fact]
    public void A_namespace_that_the_mesh_lacks_is_asked_for_and_laid_over_it()
    {
        using var world = new World();
        var lookup = new NamespaceLookup(world.Cluster, world.Time);
        world.Cluster.Put("namespaces", "", "shop");

        var (mesh, problem) = Find(world, lookup);

        Assert.Null(problem);
        Assert.NotNull(mesh.FindNamespace("shop"));
        Assert.Equal(["0.0 get namespaces shop"], world.Cluster.Requests);
    }

    [Fact]
    public void An_answer_serves_until_the_watch_should_have_brought_it()
    {
        using var world = new World();
        var lookup = new NamespaceLookup(world.Cluster, world.Time);
        world.Cluster.Put("namespaces", "", "shop");
        Find(world, lookup);

        world.Pass(4.9);
        Assert.NotNull(Find(world, lookup).Mesh.FindNamespace("shop"));
        Assert.Single(world.Cluster.Requests);
        world.Cluster.Delete("namespaces", "", "shop");
        world.Pass(0.1);
        Assert.Null(Find(world, lookup).Mesh.FindNamespace("shop"));
        Assert.Equal(2, world.Cluster.Requests.Count);
    }

    [Fact]
    public void That_there_is_none_is_believed_for_a_second()
    {
        using var world = new World();
        var lookup = new NamespaceLookup(world.Cluster, world.Time);
        var (mesh, problem) = Find(world, lookup);
        Assert.Null(problem);
        Assert.Same(MeshSnapshot.Empty, mesh);

        world.Cluster.Put("namespaces", "", "shop");
        world.Pass(0.9);
        Assert.Null(Find(world, lookup).Mesh.FindNamespace("shop"));
        Assert.Single(world.Cluster.Requests);
        world.Pass(0.1);
        Assert.NotNull(Find(world, lookup).Mesh.FindNamespace("shop"));
    }

    [Fact]
    public void Who_asks_for_the_same_one_meanwhile_gets_the_same_answer()
    {
        using var world = new World();
        var lookup = new NamespaceLookup(world.Cluster, world.Time);
        var barrier = new TaskCompletionSource();
        world.Cluster.GetBarrier = barrier.Task;
        world.Cluster.Put("namespaces", "", "shop");

        var answers = Enumerable.Range(0, 5)
            .Select(_ => lookup.FindAsync(MeshSnapshot.Empty, "shop", Deadline, default).AsTask()).ToArray();
        var other = lookup.FindAsync(MeshSnapshot.Empty, "other", Deadline, default).AsTask();
        world.Settle();
        Assert.Equal(["0.0 get namespaces shop", "0.0 get namespaces other"], world.Cluster.Requests);
        barrier.SetResult();
        world.Settle();

        Assert.All(answers, answer => Assert.NotNull(world.Await(answer).Mesh.FindNamespace("shop")));
        Assert.Null(world.Await(other).Mesh.FindNamespace("other"));
    }

    [Fact]
    public void Each_waits_no_longer_than_it_may_and_the_answer_still_serves_the_others()
    {
        using var world = new World();
        var lookup = new NamespaceLookup(world.Cluster, world.Time);
        var barrier = new TaskCompletionSource();
        world.Cluster.GetBarrier = barrier.Task;
        world.Cluster.Put("namespaces", "", "shop");
        using var cancelled = new CancellationTokenSource();
        var gone = lookup.FindAsync(MeshSnapshot.Empty, "shop", Deadline, cancelled.Token).AsTask();
        var hasty = lookup.FindAsync(MeshSnapshot.Empty, "shop", TimeSpan.FromSeconds(1), default).AsTask();
        var patient = lookup.FindAsync(MeshSnapshot.Empty, "shop", TimeSpan.FromSeconds(3), default).AsTask();
        var late = lookup.FindAsync(MeshSnapshot.Empty, "shop", TimeSpan.FromSeconds(-1), default).AsTask();

        cancelled.Cancel();
        world.Pass(1);
        Assert.True(gone.IsCanceled);
        Assert.StartsWith("the namespace 'shop' is not known yet, and asking the API server failed: ", world.Await(hasty).Problem, StringComparison.Ordinal);
        Assert.NotNull(world.Await(late).Problem);
        Assert.False(patient.IsCompleted);
        barrier.SetResult();
        world.Settle();

        Assert.NotNull(world.Await(patient).Mesh.FindNamespace("shop"));
        Assert.Single(world.Cluster.Requests);
    }

    [Fact]
    public void A_failure_is_told_and_not_kept()
    {
        using var world = new World();
        var lookup = new NamespaceLookup(world.Cluster, world.Time);
        world.Cluster.Put("namespaces", "", "shop");
        world.Cluster.GetFault = FakeCluster.Error(503, "ServiceUnavailable");

        var (mesh, problem) = Find(world, lookup);
        Assert.Same(MeshSnapshot.Empty, mesh);
        Assert.Equal(
            "the namespace 'shop' is not known yet, and asking the API server failed: REQUEST: 503 ServiceUnavailable: by script", problem);

        world.Cluster.GetFault = null;
        Assert.NotNull(Find(world, lookup).Mesh.FindNamespace("shop"));
    }

    [Fact]
    public void A_request_that_is_never_answered_ends_and_is_made_again()
    {
        using var world = new World();
        var lookup = new NamespaceLookup(world.Cluster, world.Time);
        world.Cluster.Put("namespaces", "", "shop");
        world.Cluster.GetBarrier = new TaskCompletionSource().Task;
        var first = lookup.FindAsync(MeshSnapshot.Empty, "shop", Deadline, default).AsTask();
        world.Pass(11);
        Assert.NotNull(world.Await(first).Problem);

        world.Cluster.GetBarrier = Task.CompletedTask;
        Assert.NotNull(Find(world, lookup).Mesh.FindNamespace("shop"));
        Assert.Equal(2, world.Cluster.Requests.Count);
    }

    [Fact]
    public void A_namespace_that_cannot_be_read_is_not_known()
    {
        using var world = new World();
        world.Cluster.Put("namespaces", "", "shop", "\"metadata\":5");

        var (_, problem) = Find(world, new NamespaceLookup(world.Cluster, world.Time));

        Assert.Contains("it cannot be read", problem, StringComparison.Ordinal);
    }

    private static NamespaceAnswer Find(World world, NamespaceLookup lookup) =>
        world.Await(lookup.FindAsync(MeshSnapshot.Empty, "shop", Deadline, default).AsTask());
}
