using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Api;

/// <summary>
/// What EgressGuard asks of an API server, on JSON. The one seam to the cluster: another client plugs in here (docs/dependencies.md).
/// Every method throws <see cref="ApiException"/> when the server answers with an error, <see cref="HttpRequestException"/> or
/// <see cref="IOException"/> when it cannot be reached, and <see cref="OperationCanceledException"/> when it is cancelled.
/// </summary>
public interface IKubernetesApi
{
    /// <summary>One page of the objects of a type, in all namespaces.</summary>
    /// <param name="type">The type.</param>
    /// <param name="limit">How many objects at most; 0 for all at once.</param>
    /// <param name="continueToken">The former page's <see cref="ObjectPage.Continue"/>; null for the first page.</param>
    /// <param name="cancellation">Ends the request.</param>
    Task<ObjectPage> ListAsync(ResourceType type, int limit, string? continueToken, CancellationToken cancellation);

    /// <summary>The changes after a resource version, each as soon as its bytes arrive. Ends when the server closes the stream.</summary>
    /// <param name="type">The type.</param>
    /// <param name="resourceVersion">The version of the list or of the last event.</param>
    /// <param name="timeout">When the server should close the stream.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="System.Text.Json.JsonException">An event is cut off or is no JSON.</exception>
    IAsyncEnumerable<WatchEvent> WatchAsync(ResourceType type, string resourceVersion, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>One object as UTF-8 JSON; null when there is none.</summary>
    Task<ReadOnlyMemory<byte>?> GetAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation);

    /// <summary>Creates an object and gives it as it was stored. One that exists already is an <see cref="ApiException"/> with 409.</summary>
    Task<ReadOnlyMemory<byte>> CreateAsync(ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation);

    /// <summary>Puts an object in the place of one. With a <c>metadata.resourceVersion</c> that is not the current one: 409.</summary>
    Task<ReadOnlyMemory<byte>> ReplaceAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> json, string? subresource, CancellationToken cancellation);

    /// <summary>Patches an object and gives it as it was stored.</summary>
    /// <param name="type">The type.</param>
    /// <param name="reference">Which object.</param>
    /// <param name="kind">The form of the patch.</param>
    /// <param name="patch">The patch, UTF-8 JSON.</param>
    /// <param name="subresource">Such as <c>status</c>; null for the object itself.</param>
    /// <param name="cancellation">Ends the request.</param>
    Task<ReadOnlyMemory<byte>> PatchAsync(
        ResourceType type, ObjectRef reference, PatchKind kind, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation);

    /// <summary>Deletes an object; one that is not there is no error.</summary>
    Task DeleteAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation);

    /// <summary>The server's version, such as <c>v1.34.1</c>.</summary>
    Task<string> VersionAsync(CancellationToken cancellation);
}

/// <summary>The forms of a patch.</summary>
public enum PatchKind
{
    /// <summary>RFC 6902, <c>application/json-patch+json</c>.</summary>
    Json,

    /// <summary>RFC 7386, <c>application/merge-patch+json</c>.</summary>
    Merge,

    /// <summary>Server-side apply, <c>application/apply-patch+yaml</c>, as field manager <c>egressguard</c> and by force.</summary>
    Apply,
}
