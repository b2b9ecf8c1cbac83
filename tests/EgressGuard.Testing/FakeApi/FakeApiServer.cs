using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using Microsoft.AspNetCore.Http;

namespace EgressGuard.Testing.FakeApi;

/// <summary>
/// An API server in memory, on a loopback port: types that were installed, list, watch and writes as the API server does them, and
/// faults on demand (FakeApiServer.Faults.cs). Names of types are plurals, <c>gateways</c> or <c>gateways.networking.istio.io</c>.
/// </summary>
public sealed partial class FakeApiServer : IAsyncDisposable
{
    private readonly FakeStore _store = new();
    private readonly FakeFaults _faults = new();
    private readonly FakePages _pages;
    private readonly FakeWrites _writes;
    private readonly FakeListener _listener;
    private readonly ConcurrentDictionary<string, FakeType> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeType> _dropped = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FakeRequest> _requests = new();

    private FakeApiServer(X509Certificate2? certificate)
    {
        Certificate = certificate;
        _pages = new FakePages(_store, _faults);
        _writes = new FakeWrites(_store, write => Admission?.Invoke(write) ?? Task.FromResult<FakeRefusal?>(null));
        _listener = new FakeListener(HandleAsync, certificate is null ? null : () => Certificate!);
    }

    /// <summary>Starts on a free port, with TLS when there is a certificate.</summary>
    public static async Task<FakeApiServer> StartAsync(X509Certificate2? certificate = null)
    {
        var server = new FakeApiServer(certificate);
        await server._listener.StartAsync();
        return server;
    }

    /// <summary>The address, 127.0.0.1 and the port.</summary>
    public Uri Address => new($"{(Certificate is null ? "http" : "https")}://127.0.0.1:{_listener.Port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>What new connections are shown; null for plain HTTP.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Who is asked before something is created or patched; null where nobody is.</summary>
    public Func<FakeAdmission, Task<FakeRefusal?>>? Admission { get; set; }

    /// <summary>What <c>/version</c> says.</summary>
    public string GitVersion { get; set; } = "v1.34.1";

    /// <summary>All requests, in the order in which they came.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>Serves a type. Versions of one type share its objects.</summary>
    public void Install(string group, string version, string plural, string kind, bool namespaced)
    {
        var type = new FakeType(group, version, plural, kind, namespaced);
        _types[$"{type.ApiVersion}/{plural}"] = type;
    }

    /// <summary>Puts an object in, new or in the place of another one. Its type is told by <c>apiVersion</c> and <c>kind</c>.</summary>
    /// <returns>The object as it is stored.</returns>
    public JsonObject Put(string json) => Put(FakeJson.Parse(json));

    /// <inheritdoc cref="Put(string)"/>
    public JsonObject Put(JsonObject json)
    {
        var type = _types.Values.FirstOrDefault(type => type.ApiVersion == (string?)json["apiVersion"] && type.Kind == (string?)json["kind"])
            ?? throw new InvalidOperationException($"{json["apiVersion"]} {json["kind"]} is not installed.");
        var reference = new ObjectRef(type.Namespaced ? FakeJson.Meta(json, "namespace") ?? "default" : "", FakeJson.Meta(json, "name")!);
        return Show(type, _store.Change(type, reference, _ => FakeJson.Clone(json)));
    }

    /// <summary>Deletes an object; whether there was one.</summary>
    public bool Delete(string plural, string @namespace, string name) => _store.Remove(Type(plural), new ObjectRef(@namespace, name)) is not null;

    /// <summary>An object; null when there is none.</summary>
    public JsonObject? Find(string plural, string @namespace, string name) =>
        _store.Find(Type(plural), new ObjectRef(@namespace, name)) is { } found ? Show(Type(plural), found) : null;

    /// <summary>All objects of a type, by namespace and name.</summary>
    public IReadOnlyList<JsonObject> Objects(string plural) =>
        [.. _store.List(Type(plural), "").Items.Select(item => Show(Type(plural), item))];

    /// <summary>How many connections are open.</summary>
    public int OpenConnections => _listener.Connections;

    /// <summary>How many watches are open.</summary>
    public int OpenWatches(string? plural = null) => _store.Watches(plural).Count;

    /// <summary>Waits until a watch of a type is open.</summary>
    public Task WatchedAsync(string plural) => Eventually.IsTrueAsync(() => OpenWatches(plural) > 0, $"a watch of {plural}");

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests() => _requests.Clear();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    /// <summary>As a client would read it: numbers that were computed are of another make than numbers that were read.</summary>
    private static JsonObject Show(FakeType type, JsonObject stored) => FakeJson.Parse(FakeJson.Text(type.Present(stored, inList: false)));

    private FakeType Type(string name) => _types.Values.Where(type => type.IsMeantBy(name)).DistinctBy(type => type.FullName).ToArray() switch
    {
        [var only] => only,
        [] => throw new InvalidOperationException($"{name} is not installed."),
        _ => throw new InvalidOperationException($"{name} is the name of several types; say {name}.GROUP."),
    };

    private async Task HandleAsync(HttpContext context)
    {
        _requests.Enqueue(await DescribeAsync(context));
        try
        {
            await new FakeRoute(_types, context.Request.Path.Value!).RunAsync(this, context);
        }
        catch (FakeStatusException exception)
        {
            await exception.Status.WriteAsync(context);
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the connection was cut.
        }
    }

    /// <summary>Faults come before everything else that may be wrong with a request.</summary>
    internal async Task AdmitAsync(HttpContext context, FakeType? type)
    {
        await _faults.WaitWhileHangingAsync(type, context.RequestAborted);
        await Task.Delay(AnswerDelay, context.RequestAborted);
        if (_faults.Take(FakeFault.Reset, type) is not null)
        {
            context.Abort();
            throw new OperationCanceledException();
        }

        if (_faults.Take(FakeFault.Answer, type) is { } answer)
        {
            throw new FakeStatusException(answer.Status!);
        }

        if (_faults.IsForbidden(type))
        {
            throw new FakeStatusException(new FakeStatus(403, "Forbidden", $"{type?.FullName ?? "nonResourceURL"} is forbidden"));
        }
    }

    internal Task AnswerVersionAsync(HttpContext context) =>
        FakeJson.WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["gitVersion"] = GitVersion });

    internal Task AnswerObjectAsync(HttpContext context, FakeType type, ObjectRef reference, string? subresource) => context.Request.Method switch
    {
        "GET" => FakeJson.WriteAsync(context, StatusCodes.Status200OK, type.Present(
            _store.Find(type, reference) ?? throw new FakeStatusException(FakeStatus.NoSuchObject(type, reference.Name)), inList: false)),
        "PUT" => _writes.ReplaceAsync(context, type, reference, subresource),
        "PATCH" => _writes.PatchAsync(context, type, reference, subresource),
        "DELETE" => _writes.DeleteAsync(context, type, reference),
        var method => throw new FakeStatusException(new FakeStatus(405, "MethodNotAllowed", method)),
    };

    internal Task AnswerObjectsAsync(HttpContext context, FakeType type, string @namespace) => context.Request.Method switch
    {
        "GET" when context.Request.Query["watch"].ToString() is "1" or "true" => WatchAsync(context, type, @namespace),
        "GET" => _pages.AnswerAsync(context, type, @namespace),
        "POST" => _writes.CreateAsync(context, type, @namespace),
        var method => throw new FakeStatusException(new FakeStatus(405, "MethodNotAllowed", method)),
    };

    private async Task WatchAsync(HttpContext context, FakeType type, string @namespace)
    {
        var query = context.Request.Query;
        var watch = new FakeWatch(type, @namespace, query["allowWatchBookmarks"].ToString() is "1" or "true");
        var seconds = int.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out var given) ? given : 1800;
        PlanFor(watch);
        _store.Open(watch, query["resourceVersion"].ToString());
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await using var timeOut = end.Token.Register(() => _store.TimeOut(watch));
        try
        {
            await watch.RunAsync(context, _faults);
        }
        finally
        {
            _store.Close(watch);
        }
    }

    private static async Task<FakeRequest> DescribeAsync(HttpContext context)
    {
        var request = context.Request;
        var certificate = request.IsHttps ? await context.Connection.GetClientCertificateAsync() : null;
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new FakeRequest(
            request.Method, request.Path.Value!, request.QueryString.Value ?? "", request.Protocol, headers, certificate?.Subject);
    }
}
