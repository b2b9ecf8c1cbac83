using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Tests.Leases;

/// <summary>The way of one client to the server, which can be cut.</summary>
internal sealed class FaultyApi(IKubernetesApi api) : IKubernetesApi
{
    public bool IsGone { get; set; }

    private IKubernetesApi Api => IsGone ? throw new HttpRequestException("it is gone") : api;

    public Task<ObjectPage> ListAsync(ResourceType type, int limit, string? continueToken, CancellationToken cancellation) =>
        Api.ListAsync(type, limit, continueToken, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string resourceVersion, TimeSpan timeout, CancellationToken cancellation) =>
        Api.WatchAsync(type, resourceVersion, timeout, cancellation);

    public Task<ReadOnlyMemory<byte>?> GetAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation) =>
        Api.GetAsync(type, reference, cancellation);

    public Task<ReadOnlyMemory<byte>> CreateAsync(
        ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        Api.CreateAsync(type, @namespace, json, cancellation);

    public Task<ReadOnlyMemory<byte>> ReplaceAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> json, string? subresource, CancellationToken cancellation) =>
        Api.ReplaceAsync(type, reference, json, subresource, cancellation);

    public Task<ReadOnlyMemory<byte>> PatchAsync(
        ResourceType type, ObjectRef reference, PatchKind kind, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation) =>
        Api.PatchAsync(type, reference, kind, patch, subresource, cancellation);

    public Task DeleteAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation) =>
        Api.DeleteAsync(type, reference, cancellation);

    public Task<string> VersionAsync(CancellationToken cancellation) => Api.VersionAsync(cancellation);
}
