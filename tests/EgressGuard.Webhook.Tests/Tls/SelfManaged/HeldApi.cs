using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Webhook.Tests.Tls.SelfManaged;

/// <summary>An API whose first patch waits until it is released.</summary>
internal sealed class HeldApi(IKubernetesApi api) : IKubernetesApi
{
    private readonly TaskCompletionSource _patching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task IsPatching => _patching.Task;

    public void Release() => _released.SetResult();

    public Task<ObjectPage> ListAsync(ResourceType type, int limit, string? continueToken, CancellationToken cancellation) =>
        api.ListAsync(type, limit, continueToken, cancellation);

    public IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string resourceVersion, TimeSpan timeout, CancellationToken cancellation) =>
        api.WatchAsync(type, resourceVersion, timeout, cancellation);

    public Task<ReadOnlyMemory<byte>?> GetAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation) =>
        api.GetAsync(type, reference, cancellation);

    public Task<ReadOnlyMemory<byte>> CreateAsync(
        ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        api.CreateAsync(type, @namespace, json, cancellation);

    public Task<ReadOnlyMemory<byte>> ReplaceAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> json, string? subresource, CancellationToken cancellation) =>
        api.ReplaceAsync(type, reference, json, subresource, cancellation);

    public async Task<ReadOnlyMemory<byte>> PatchAsync(
        ResourceType type, ObjectRef reference, PatchKind kind, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation)
    {
        _patching.TrySetResult();
        await _released.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        return await api.PatchAsync(type, reference, kind, patch, subresource, cancellation);
    }

    public Task DeleteAsync(ResourceType type, ObjectRef reference, CancellationToken cancellation) =>
        api.DeleteAsync(type, reference, cancellation);

    public Task<string> VersionAsync(CancellationToken cancellation) => api.VersionAsync(cancellation);
}
