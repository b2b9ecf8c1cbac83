using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Api;

/// <summary>
/// Writes that the API server tries and does not store (<c>dryRun=All</c>): mutation, validation and every admission webhook included.
/// Every method gives the object as it would have been stored, and throws as those of <see cref="IKubernetesApi"/> do.
/// </summary>
public interface IDryRunApi
{
    /// <summary>Tries to create an object.</summary>
    Task<ReadOnlyMemory<byte>> TryCreateAsync(ResourceType type, string @namespace, ReadOnlyMemory<byte> json, CancellationToken cancellation);

    /// <summary>Tries to patch an object (RFC 7386).</summary>
    /// <param name="type">The type.</param>
    /// <param name="reference">Which object.</param>
    /// <param name="patch">The patch, UTF-8 JSON.</param>
    /// <param name="subresource">Such as <c>status</c>; null for the object itself.</param>
    /// <param name="cancellation">Ends the request.</param>
    Task<ReadOnlyMemory<byte>> TryMergeAsync(
        ResourceType type, ObjectRef reference, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation);
}
