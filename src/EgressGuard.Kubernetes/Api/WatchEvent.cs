namespace EgressGuard.Kubernetes.Api;

/// <summary>An event of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c>, <c>ERROR</c>, or what a later server adds.</param>
/// <param name="Object">The object, or a <c>Status</c> for <c>ERROR</c>; UTF-8 JSON.</param>
public sealed record WatchEvent(string Type, ReadOnlyMemory<byte> Object);
