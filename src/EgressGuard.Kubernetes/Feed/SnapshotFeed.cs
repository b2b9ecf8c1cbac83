using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>
/// The mesh as the cluster has it, kept up by a watch for each kind. All watches hand to one writer, which publishes immutable snapshots.
/// </summary>
public sealed class SnapshotFeed
{
    private readonly MeshWriter _writer;
    private readonly ImmutableArray<(ObjectKind Kind, IReflector Reflector)> _reflectors;

    /// <summary>A feed that does nothing until it runs.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="settings">The clock, the log and chance.</param>
    /// <param name="clusterDomain">The DNS domain of the cluster.</param>
    public SnapshotFeed(IKubernetesApi api, WatchSettings settings, string clusterDomain)
    {
        _writer = new MeshWriter(clusterDomain, settings.Log);
        _reflectors = [.. MeshSnapshot.Kinds.Select(kind => (kind, Reflector(kind)))];

        IReflector Reflector(ObjectKind kind) =>
            new Reflector<MeshItem>(api, WatchedTypes.All[kind], new MeshSink(kind, _writer.Updates), settings);
    }

    /// <summary>The mesh as it is now. It knows a kind once all of its objects were listed, or once the kind is found not to be served.</summary>
    public MeshSnapshot Current => _writer.Current;

    /// <summary>The watches, for metrics.</summary>
    public IEnumerable<IReflector> Reflectors => _reflectors.Select(entry => entry.Reflector);

    /// <summary>The objects that are in the cluster but not in the mesh, because they cannot be read.</summary>
    public IEnumerable<UnreadableObject> Unreadable => _writer.Unreadable;

    /// <summary>Whether every kind is known and may be read. A watch that broke later leaves it true: what was known is still judged by.</summary>
    public bool IsReady => !Obstacles().Any();

    /// <summary>Why it is not ready, a sentence for each kind; empty when it is.</summary>
    public IEnumerable<string> Obstacles() => _reflectors
        .Select(entry => Obstacle(entry.Reflector.Type, entry.Reflector.Status, Current.Knows(entry.Kind)))
        .OfType<string>();

    /// <summary>How stale a kind is: since when its changes have not arrived; null when they do.</summary>
    public DateTimeOffset? BrokenSince(ObjectKind kind) =>
        _reflectors.FirstOrDefault(entry => entry.Kind == kind).Reflector?.Status.BrokenSince;

    /// <summary>Has somebody told of every change after it was published, by the writer, which waits for it: it must return soon.</summary>
    public void OnChange(Action<MeshChanges> observer) => _writer.OnChange(observer);

    /// <summary>Has the mesh take another DNS domain; done once it is published.</summary>
    public Task UseDomainAsync(string clusterDomain)
    {
        var published = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_writer.Updates.TryWrite(new MeshUpdate.Domain(clusterDomain, published)))
        {
            published.SetCanceled();
        }

        return published.Task;
    }

    /// <summary>Keeps up until it is cancelled; returns once nothing is under way any more. It runs once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = Task.WhenAll(_reflectors.Select(entry => entry.Reflector.RunAsync(either.Token)));
        var writing = _writer.RunAsync();
        if (await Task.WhenAny(watching, writing) == writing)
        {
            // A feed whose writer failed would look healthy and stand still: it ends instead, with the writer's exception.
            await either.CancelAsync();
        }

        await watching;
        _writer.Updates.Complete();
        await writing;
    }

    private static string? Obstacle(WatchedType type, WatchStatus status, bool isPublished) => status.State switch
    {
        WatchState.Forbidden => $"It may not list and watch {type}: {status.Problem}",
        WatchState.Starting when status.Problem is { } problem => $"It has not read {type} yet: {problem}",
        _ when !status.IsKnown || !isPublished => $"It has not read {type} yet.",
        _ => null,
    };
}
