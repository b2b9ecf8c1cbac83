using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Connections;

namespace EgressGuard.Kubernetes.Client;

/// <summary>The API server over <see cref="SocketsHttpHandler"/>, and nothing else.</summary>
/// <param name="connection">How to reach it.</param>
/// <param name="options">How patient to be; null for the defaults.</param>
public sealed class ApiClient(ClusterConnection connection, ApiOptions? options = null) : IKubernetesApi, IDryRunApi, IDisposable
{
    /// <summary>Who writes, in the managed fields of what is written.</summary>
    private const string FieldManager = "fieldManager=egressguard";

    /// <summary>Everything is done but storing: mutation, validation, and every admission webhook.</summary>
    private const string DryRun = FieldManager + "&dryRun=All";

    private readonly ApiOptions _options = options ?? new ApiOptions();
    private readonly ApiTransport _transport = new(connection, options ?? new ApiOptions());

    /// <inheritdoc/>
    public Task<ObjectPage> ListAsync(ResourceType type, int limit, string? continueToken, CancellationToken cancellation)
    {
        // No resource version: the newest there is. A guard that starts again must not go back in time.
        var first = limit > 0 ? string.Create(CultureInfo.InvariantCulture, $"limit={limit}") : "";
        var next = continueToken is null ? "" : $"&continue={Uri.EscapeDataString(continueToken)}";
        return ReadAsync(ApiRequest.Get(PathOf(type), (first + next + SelectorOf(type)).TrimStart('&')), PageReader.Read, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var seconds = Math.Max(1, (long)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var query = $"watch=1&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(resourceVersion)}&timeoutSeconds={seconds}";
        using var response = await _transport.OpenAsync(ApiRequest.Get(PathOf(type), query + SelectorOf(type)), cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        yield return WatchEvent.Opened;
        var reader = new WatchReader(stream, timeout + _options.WatchSlack, _options.Time);
        await foreach (var item in reader.ReadAsync(cancellation))
        {
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> GetAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation)
    {
        try
        {
            return await _transport.CallAsync(ApiRequest.Get(type.PathOf(reference)), cancellation);
        }
        catch (ApiException exception) when (exception.Error.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> CreateAsync(
        ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        await _transport.CallAsync(new ApiRequest(HttpMethod.Post, type.PathOf(@namespace), FieldManager, json), cancellation);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReplaceAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> json, string? subresource, CancellationToken cancellation) =>
        await _transport.CallAsync(new ApiRequest(HttpMethod.Put, PathOf(type, reference, subresource), FieldManager, json), cancellation);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> PatchAsync(
        ResourceType type, ObjectRef reference, PatchKind kind, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation)
    {
        var (contentType, query) = kind switch
        {
            PatchKind.Json => ("application/json-patch+json", FieldManager),
            PatchKind.Merge => ("application/merge-patch+json", FieldManager),
            PatchKind.Apply => ("application/apply-patch+yaml", FieldManager + "&force=true"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        var request = new ApiRequest(HttpMethod.Patch, PathOf(type, reference, subresource), query, patch, contentType);
        return await _transport.CallAsync(request, cancellation);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> TryCreateAsync(
        ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        await _transport.CallAsync(new ApiRequest(HttpMethod.Post, type.PathOf(@namespace), DryRun, json), cancellation);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> TryMergeAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation) =>
        await _transport.CallAsync(
            new ApiRequest(HttpMethod.Patch, PathOf(type, reference, subresource), DryRun, patch, "application/merge-patch+json"), cancellation);

    /// <inheritdoc/>
    public async Task DeleteAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation)
    {
        try
        {
            await _transport.CallAsync(new ApiRequest(HttpMethod.Delete, type.PathOf(reference)), cancellation);
        }
        catch (ApiException exception) when (exception.Error.IsNotFound)
        {
            // It is gone, as it should be.
        }
    }

    /// <inheritdoc/>
    public Task<string> VersionAsync(CancellationToken cancellation) =>
        ReadAsync(ApiRequest.Get("/version"), ReadVersion, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static string PathOf(ResourceType type) => type.PathOf(type.Only?.Namespace);

    private static string SelectorOf(ResourceType type) =>
        type.Only is { Name.Length: > 0 } only ? "&fieldSelector=" + Uri.EscapeDataString($"metadata.name={only.Name}") : "";

    private static string PathOf(ResourceType type, ObjectRef reference, string? subresource) =>
        subresource is null ? type.PathOf(reference) : $"{type.PathOf(reference)}/{subresource}";

    private static string ReadVersion(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement is { ValueKind: JsonValueKind.Object } version
            && version.TryGetProperty("gitVersion", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw new JsonException("it has no gitVersion");
    }

    /// <summary>Something between here and the API server may answer 200 with a page of its own.</summary>
    private async Task<T> ReadAsync<T>(ApiRequest request, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellation)
    {
        var body = await _transport.CallAsync(request, cancellation);
        try
        {
            return read(body);
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException(
                HttpRequestError.InvalidResponse, $"{request}: the answer of {connection.Server} is not understood: {exception.Message}", exception);
        }
    }
}
