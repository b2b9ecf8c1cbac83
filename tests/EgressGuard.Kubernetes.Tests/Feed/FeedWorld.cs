using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Tests.Virtual;

namespace EgressGuard.Kubernetes.Tests.Feed;

/// <summary>The feed of a mesh in a world of its own.</summary>
internal sealed class FeedWorld : IDisposable
{
    public FeedWorld(Func<double>? chance = null)
    {
        World = new World(chance);
        Feed = new SnapshotFeed(Cluster, World.Settings, "cluster.local");
        Feed.OnChange(Changes.Add);
    }

    public World World { get; }

    public FakeCluster Cluster => World.Cluster;

    public SnapshotFeed Feed { get; }

    public MeshSnapshot Mesh => Feed.Current;

    public List<MeshChanges> Changes { get; } = [];

    public static string HostOf(string host) => $$"""
        "spec":{"hosts":["{{host}}"],"resolution":"DNS","ports":[{"number":443,"name":"tls","protocol":"TLS"}]}
        """;

    public void Start() => World.Start(Feed.RunAsync);

    public void PutEntry(string name, string host) => Cluster.Put("serviceentries", "shop", name, HostOf(host));

    public ServiceEntry? Entry(string name) => Mesh.FindServiceEntry(new ObjectRef("shop", name));

    public void Dispose() => World.Dispose();
}
