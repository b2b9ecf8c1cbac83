namespace EgressGuard.Kubernetes.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">The objects, UTF-8 JSON each. Built-in kinds lack <c>apiVersion</c> and <c>kind</c>.</param>
/// <param name="ResourceVersion">The version of the list, from which to watch. Opaque.</param>
/// <param name="Continue">What the next page is asked with; null after the last.</param>
public sealed record ObjectPage(IReadOnlyList<ReadOnlyMemory<byte>> Items, string ResourceVersion, string? Continue);
