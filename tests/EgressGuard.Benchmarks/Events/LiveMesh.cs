using EgressGuard.Benchmarks.Mesh;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Benchmarks.Events;

/// <summary>The large mesh, kept up by watches as in the webhook.</summary>
internal sealed class LiveMesh : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MeshApi _api = new(LargeMesh.Objects());
    private readonly SemaphoreSlim _published = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SnapshotFeed _feed;
    private readonly Task _running;
    private readonly long _memoryBefore;

    private LiveMesh()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _memoryBefore = GC.GetTotalMemory(forceFullCollection: true);
        _feed = new SnapshotFeed(_api, WatchSettings.For(new TroubleLog()), "cluster.local");
        _feed.OnChange(_ => _published.Release());
        _running = _feed.RunAsync(_stop.Token);
    }

    /// <summary>The mesh as it is now.</summary>
    public MeshSnapshot Current => _feed.Current;

    /// <summary>The managed memory that the mesh takes once it is read, in MiB, with all that keeps it up.</summary>
    public double Memory => (GC.GetTotalMemory(forceFullCollection: true) - _memoryBefore) / 1048576.0;

    /// <summary>Reads the mesh.</summary>
    public static async Task<LiveMesh> StartAsync()
    {
        var mesh = new LiveMesh();
        while (!mesh._feed.IsReady)
        {
            await mesh.PublishedAsync();
        }

        while (await mesh._published.WaitAsync(TimeSpan.FromMilliseconds(100)))
        {
            // What was published on the way to ready, and what a watch may have told at once.
        }

        return mesh;
    }

    /// <summary>Tells an event; done when the snapshot with it is published.</summary>
    public async Task TakeAsync(ObjectKind kind, WatchEvent happened)
    {
        _api.Tell(kind, happened);
        await PublishedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _published.Dispose();
    }

    private async Task PublishedAsync()
    {
        if (!await _published.WaitAsync(Patience))
        {
            throw new InvalidOperationException("The feed does not publish: " + string.Join(' ', _feed.Obstacles()));
        }
    }

    /// <summary>Nothing but changes of state is to happen.</summary>
    private sealed class TroubleLog : IWatchLog
    {
        public void StateChanged(WatchedType type, WatchStatus before, WatchStatus now)
        {
        }

        public void Restarted(WatchedType type, RestartReason reason, string problem) => Console.Error.WriteLine($"{type}: {problem}");

        public void Unreadable(WatchedType type, ObjectRef reference, string problem) => Console.Error.WriteLine($"{reference}: {problem}");

        public void Skipped(WatchedType type, string problem) => Console.Error.WriteLine($"{type}: {problem}");

        public void ObserverFailed(Exception exception) => Console.Error.WriteLine(exception);
    }
}
