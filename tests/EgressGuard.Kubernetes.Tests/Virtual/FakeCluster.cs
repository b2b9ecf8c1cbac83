using System.Globalization;
using System.Runtime.CompilerServices;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Tests.Virtual;

/// <summary>
/// An API server in memory, with faults by script. Versions are made so that neither comparing nor computing with them would work.
/// </summary>
internal sealed class FakeCluster(ManualTime time) : IKubernetesApi
{
    private readonly Dictionary<string, FakeKind> _kinds = [];
    private int _version;

    /// <summary>What was asked: the second, the verb, the plural, and the limit and continuation or the version.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>What was asked, without the seconds.</summary>
    public IEnumerable<string> Asked => Requests.Select(request => request[(request.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    public List<TimeSpan> WatchTimeouts { get; } = [];

    /// <summary>What a request for one object waits for.</summary>
    public Task GetBarrier { get; set; } = Task.CompletedTask;

    public Exception? GetFault { get; set; }

    public string Version => VersionOf(_version);

    public FakeKind this[string plural] => _kinds.TryGetValue(plural, out var kind) ? kind : _kinds[plural] = new FakeKind();

    public static string VersionOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{(number * 7919) % 10_007}-{number}");

    public static ApiException Error(int code, string reason = "", TimeSpan? retryAfter = null, params string[] causes) =>
        new(new ApiError(code, reason, "by script", retryAfter, causes), "REQUEST");

    /// <summary>Creates or replaces an object and tells the watches.</summary>
    public void Put(string plural, string @namespace, string name, string members = "\"spec\":{}")
    {
        var kind = this[plural];
        var reference = new ObjectRef(@namespace, name);
        var version = VersionOf(++_version);
        var stored = new FakeObject(reference, version, members);
        var type = kind.Objects.ContainsKey(reference) ? "MODIFIED" : "ADDED";
        kind.Objects[reference] = stored;
        kind.Tell(_version, type, stored);
    }

    public void Delete(string plural, string @namespace, string name)
    {
        var kind = this[plural];
        if (kind.Objects.Remove(new ObjectRef(@namespace, name), out var stored))
        {
            kind.Tell(++_version, "DELETED", stored with { Version = VersionOf(_version) });
        }
    }

    /// <summary>Something happens to another kind: the version moves on.</summary>
    public void Elsewhere() => _version++;

    public void Bookmark(string plural) => this[plural].Send(new WatchEvent(
        "BOOKMARK", FakeKind.Bytes($$$"""{"kind":"{{{this[plural].Kind}}}","metadata":{"resourceVersion":"{{{Version}}}"},"spec":null}""")));

    public async Task<ObjectPage> ListAsync(ResourceType type, int limit, string? continueToken, CancellationToken cancellation)
    {
        Ask($"list {type.Plural} {type.Version} {limit} {continueToken}");
        var kind = this[type.Plural];
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        kind.ListAsked();
        if (kind.ListFaults.TryDequeue(out var fault) && fault is not null)
        {
            throw fault;
        }

        if (!kind.Served.Contains(type.Version))
        {
            throw Error(404, "NotFound");
        }

        // A continued list shows the moment of its first page.
        var (all, version) = continueToken is null ? ([.. kind.Objects.Values], Version) : kind.Paged!.Value;
        kind.Paged = (all, version);
        var start = continueToken is null ? 0 : int.Parse(continueToken, CultureInfo.InvariantCulture);
        var items = all.Skip(start).Take(limit == 0 ? int.MaxValue : limit).ToArray();
        var next = start + items.Length;
        return new ObjectPage(
            [.. items.Select(item => item.Json(null))], version, next < all.Length ? next.ToString(CultureInfo.InvariantCulture) : null);
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Ask($"watch {type.Plural} {resourceVersion}");
        WatchTimeouts.Add(timeout);
        var kind = this[type.Plural];
        kind.Kind = type.Kind;
        kind.ApiVersion = type.ApiVersion;
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        if (kind.WatchFaults.TryDequeue(out var fault) && fault is not null)
        {
            throw fault;
        }

        if (!kind.Served.Contains(type.Version))
        {
            throw Error(404, "NotFound");
        }

        yield return WatchEvent.Opened;
        await foreach (var change in kind.Follow(int.Parse(resourceVersion.Split('-')[1], CultureInfo.InvariantCulture), timeout, time, cancellation))
        {
            yield return change;
        }
    }

    public async Task<ReadOnlyMemory<byte>?> GetAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation)
    {
        Ask($"get {type.Plural} {reference}");
        await GetBarrier.WaitAsync(cancellation);
        if (GetFault is { } fault)
        {
            throw fault;
        }

        return this[type.Plural].Objects.GetValueOrDefault(reference)?.Json(type);
    }

    public Task<ReadOnlyMemory<byte>> CreateAsync(
        ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ReadOnlyMemory<byte>> ReplaceAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> json, string? subresource, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<ReadOnlyMemory<byte>> PatchAsync(
        ResourceType type, ObjectRef reference, PatchKind kind, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task DeleteAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> VersionAsync(CancellationToken cancellation) => throw new NotSupportedException();

    private void Ask(string request) => Requests.Add(string.Create(CultureInfo.InvariantCulture, $"{time.Seconds:0.0} {request}").TrimEnd());
}
