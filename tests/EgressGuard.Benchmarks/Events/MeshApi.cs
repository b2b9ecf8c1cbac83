using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using EgressGuard.Benchmarks.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Benchmarks.Events;

/// <summary>An API server without a network: lists the large mesh, and has watches tell what it is given to tell.</summary>
internal sealed class MeshApi : IKubernetesApi
{
    private readonly Dictionary<string, List<ReadOnlyMemory<byte>>> _items = [];
    private readonly Dictionary<string, Channel<WatchEvent>> _events = [];

    public MeshApi(IEnumerable<JsonObject> objects)
    {
        foreach (var kind in Enum.GetNames<ObjectKind>())
        {
            (_items[kind], _events[kind]) = ([], Channel.CreateUnbounded<WatchEvent>());
        }

        foreach (var each in objects)
        {
            _items[(string)each["kind"]!].Add(StoredObject.Bytes(each));
        }
    }

    /// <summary>Has the watch of a kind tell an event.</summary>
    public void Tell(ObjectKind kind, WatchEvent happened) => _events[kind.ToString()].Writer.TryWrite(happened);

    public Task<ObjectPage> ListAsync(ResourceType type, int limit, string? continueToken, CancellationToken cancellation) =>
        Task.FromResult(new ObjectPage(_items[type.Kind], "1000", null));

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return WatchEvent.Opened;
        await foreach (var happened in _events[type.Kind].Reader.ReadAllAsync(cancellation))
        {
            yield return happened;
        }
    }

    public Task<ReadOnlyMemory<byte>?> GetAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<ReadOnlyMemory<byte>> CreateAsync(
        ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<ReadOnlyMemory<byte>> ReplaceAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> json, string? subresource, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<ReadOnlyMemory<byte>> PatchAsync(
        ResourceType type, ObjectRef reference, PatchKind kind, ReadOnlyMemory<byte> patch, string? subresource,
        CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task DeleteAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> VersionAsync(CancellationToken cancellation) => throw new NotSupportedException();
}
