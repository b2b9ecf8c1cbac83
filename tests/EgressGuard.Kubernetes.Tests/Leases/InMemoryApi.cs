using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Tests.Leases;

/// <summary>An API server in memory, for what reads and writes single objects. It serves no watches.</summary>
internal sealed class InMemoryApi : IKubernetesApi
{
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>What was asked: the verb and the path.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>What was asked to change something.</summary>
    public IEnumerable<string> Writes => Requests.Where(request => !request.StartsWith("GET", StringComparison.Ordinal));

    /// <summary>Decides for each request what goes wrong with it; null for nothing.</summary>
    public Func<string, Exception?> Fault { get; set; } = _ => null;

    /// <summary>What every request waits for. Cancelling the request ends the wait.</summary>
    public Task Barrier { get; set; } = Task.CompletedTask;

    /// <summary>The paths of all objects.</summary>
    public IEnumerable<string> Paths => _objects.Keys;

    public static ApiException Error(int code, string reason = "") => new(new ApiError(code, reason, "by script", null, []), "REQUEST");

    /// <summary>The object at a path, without what the server adds; null when there is none.</summary>
    public JsonObject? this[string path]
    {
        get
        {
            if (!_objects.TryGetValue(path, out var stored))
            {
                return null;
            }

            var copy = (JsonObject)stored.DeepClone();
            (copy["metadata"] as JsonObject)?.Remove("resourceVersion");
            return copy;
        }
    }

    /// <summary>The object at a path with what the server adds.</summary>
    public JsonObject Stored(string path) => (JsonObject)_objects[path].DeepClone();

    /// <summary>Stores an object as another client would.</summary>
    public void Put(string path, string json) => Store(path, (JsonObject)JsonNode.Parse(json)!);

    public void Remove(string path) => _objects.Remove(path);

    public async Task<ObjectPage> ListAsync(ResourceType type, int limit, string? continueToken, CancellationToken cancellation)
    {
        await AskAsync($"GET {type.PathOf()}", cancellation);
        var all = _objects.Where(entry => IsOf(type, entry.Key)).Select(entry => Bytes(entry.Value)).ToArray();
        var start = continueToken is null ? 0 : int.Parse(continueToken, CultureInfo.InvariantCulture);
        var next = limit == 0 ? all.Length : start + limit;
        return new ObjectPage(
            [.. all.Skip(start).Take(next - start)], "1", next < all.Length ? next.ToString(CultureInfo.InvariantCulture) : null);
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string resourceVersion, TimeSpan timeout, CancellationToken cancellation) => throw new NotSupportedException();

    public async Task<ReadOnlyMemory<byte>?> GetAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation)
    {
        await AskAsync($"GET {type.PathOf(reference)}", cancellation);
        return _objects.TryGetValue(type.PathOf(reference), out var stored) ? Bytes(stored) : default(ReadOnlyMemory<byte>?);
    }

    public async Task<ReadOnlyMemory<byte>> CreateAsync(
        ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var created = (JsonObject)JsonNode.Parse(json.Span)!;
        var path = type.PathOf(new ObjectRef(@namespace, created["metadata"]!["name"]!.GetValue<string>()));
        await AskAsync($"POST {path}", cancellation);
        return _objects.ContainsKey(path) ? throw Error(409, "AlreadyExists") : Store(path, created);
    }

    public async Task<ReadOnlyMemory<byte>> ReplaceAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> json, string? subresource, CancellationToken cancellation)
    {
        var path = type.PathOf(reference);
        await AskAsync($"PUT {path}", cancellation);
        var replaced = (JsonObject)JsonNode.Parse(json.Span)!;
        if (!_objects.TryGetValue(path, out var stored))
        {
            throw Error(404, "NotFound");
        }

        return VersionOf(replaced) is { } version && version != VersionOf(stored) ? throw Error(409, "Conflict") : Store(path, replaced);
    }

    public async Task<ReadOnlyMemory<byte>> PatchAsync(
        ResourceType type, ObjectRef reference, PatchKind kind, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation)
    {
        var path = type.PathOf(reference);
        await AskAsync($"PATCH {path}", cancellation);
        var written = (JsonObject)JsonNode.Parse(patch.Span)!;
        if (kind == PatchKind.Apply)
        {
            return Store(path, written); // with one field manager, what was applied is all there is
        }

        if (!_objects.TryGetValue(path, out var stored))
        {
            throw Error(404, "NotFound");
        }

        var merged = (JsonObject)stored.DeepClone();
        Merge(merged, written);
        return Store(path, merged);
    }

    public async Task DeleteAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation)
    {
        await AskAsync($"DELETE {type.PathOf(reference)}", cancellation);
        _objects.Remove(type.PathOf(reference));
    }

    public Task<string> VersionAsync(CancellationToken cancellation) => Task.FromResult("v1.34.1");

    private static bool IsOf(ResourceType type, string path) =>
        path.StartsWith(type.PathOf() + "/", StringComparison.Ordinal)
        || (path.StartsWith(type.PathOf()[..^type.Plural.Length] + "namespaces/", StringComparison.Ordinal)
            && path.Split('/')[^2] == type.Plural);

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is JsonObject part && target[key] is JsonObject inner)
            {
                Merge(inner, part);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    private static string? VersionOf(JsonObject stored) => stored["metadata"]?["resourceVersion"]?.GetValue<string>();

    private static ReadOnlyMemory<byte> Bytes(JsonObject stored) => Encoding.UTF8.GetBytes(stored.ToJsonString());

    private async Task AskAsync(string request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Requests.Add(request);
        await Task.Yield();
        await Barrier.WaitAsync(cancellation);
        if (Fault(request) is { } fault)
        {
            throw fault;
        }
    }

    private ReadOnlyMemory<byte> Store(string path, JsonObject stored)
    {
        stored = (JsonObject)stored.DeepClone();
        if (stored["metadata"] is not JsonObject metadata)
        {
            stored["metadata"] = metadata = [];
        }

        metadata["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _objects[path] = stored;
        return Bytes(stored);
    }
}
