using EgressGuard.Kubernetes.Tests.Virtual;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Watching;

/// <summary>One kind, watched into a set. Chance is 0: pauses are 0.8, 1.6 … s, watches 300 s long.</summary>
internal sealed class WatchedWorld : IDisposable
{
    public const string Plural = "egresspolicies";

    public WatchedWorld(Func<double>? chance = null)
    {
        World = new World(chance);
        Set = new ObjectSet(_ => Changes++);
        Reflector = new Reflector<RawObject>(
            World.Cluster, WatchedType.Of("egressguard.io", Plural, "EgressPolicy", false, "v1alpha1"), Set, World.Settings);
    }

    public World World { get; }

    public FakeCluster Cluster => World.Cluster;

    public FakeKind Kind => Cluster[Plural];

    public ObjectSet Set { get; }

    public Reflector<RawObject> Reflector { get; }

    public WatchStatus Status => Reflector.Status;

    /// <summary>How often the set told of a change.</summary>
    public int Changes { get; private set; }

    public IEnumerable<string> Names => Set.Objects.Keys.Select(reference => reference.Name);

    public void Start() => World.Start(Reflector.RunAsync);

    /// <summary>Starts with objects, in a watch that has been running for a minute and longer.</summary>
    public void StartWith(params string[] names)
    {
        foreach (var name in names)
        {
            Put(name);
        }

        Start();
        World.Pass(60);
        Cluster.Requests.Clear();
    }

    public void Put(string name, string members = "\"spec\":{}") => Cluster.Put(Plural, "", name, members);

    public long Restarts(RestartReason reason) => Status.Restarts.GetValueOrDefault(reason);

    /// <summary>That exactly these restarts were counted.</summary>
    public void AssertRestarts(params (RestartReason, long)[] expected) =>
        Assert.Equal(expected.OrderBy(entry => entry.Item1), Status.Restarts.Select(entry => (entry.Key, entry.Value)).OrderBy(entry => entry.Key));

    public void Dispose() => World.Dispose();
}
