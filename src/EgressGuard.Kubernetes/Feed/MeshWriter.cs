using System.Collections.Immutable;
using System.Threading.Channels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>The one writer of the mesh. It takes what is queued together and publishes once.</summary>
internal sealed class MeshWriter(string clusterDomain, IWatchLog log)
{
    /// <summary>A flood of changes must not keep the mesh from being published.</summary>
    private const int MostInABatch = 1000;

    private readonly Channel<MeshUpdate> _updates = Channel.CreateUnbounded<MeshUpdate>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<ObjectKind, Dictionary<ObjectRef, string>> _versions = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private volatile MeshSnapshot _current = MeshSnapshot.Unknown.ForDomain(clusterDomain);
    private volatile ImmutableDictionary<(ObjectKind Kind, ObjectRef Reference), string> _unreadable =
        ImmutableDictionary<(ObjectKind Kind, ObjectRef Reference), string>.Empty;

    private ImmutableArray<Action<MeshChanges>> _observers = [];

    public ChannelWriter<MeshUpdate> Updates => _updates.Writer;

    public MeshSnapshot Current => _current;

    public IEnumerable<UnreadableObject> Unreadable =>
        _unreadable.Select(entry => new UnreadableObject(entry.Key.Kind, entry.Key.Reference, entry.Value));

    public void OnChange(Action<MeshChanges> observer) => ImmutableInterlocked.Update(ref _observers, observers => observers.Add(observer));

    /// <summary>Writes until the queue is completed and empty.</summary>
    public async Task RunAsync()
    {
        while (await _updates.Reader.WaitToReadAsync())
        {
            WriteOnce();
        }
    }

    private void WriteOnce()
    {
        var batch = new MeshBatch(_current, _versions, _unreadable);
        for (var taken = 0; taken < MostInABatch && _updates.Reader.TryRead(out var update); taken++)
        {
            switch (update)
            {
                case MeshUpdate.All all:
                    batch.Take(all);
                    break;
                case MeshUpdate.One one:
                    batch.Take(one);
                    break;
                case MeshUpdate.Domain domain:
                    batch.TakeDomain(domain.Name);
                    _waiting.Add(domain.Published);
                    break;
            }
        }

        _unreadable = batch.Unreadable;
        if (batch.Changes() is { } changes)
        {
            _current = changes.After;
            Tell(changes);
        }

        _waiting.ForEach(waiting => waiting.TrySetResult());
        _waiting.Clear();
    }

    private void Tell(MeshChanges changes)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer(changes);
            }
            catch (Exception exception)
            {
                // The mesh goes on, whatever those who listen to it do.
                log.ObserverFailed(exception);
            }
        }
    }
}
