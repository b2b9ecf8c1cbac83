namespace EgressGuard.Kubernetes.Api;

/// <summary>An event of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c>, <c>ERROR</c>, or what a later server adds.</param>
/// <param name="Object">The object, or a <c>Status</c> for <c>ERROR</c>; UTF-8 JSON.</param>
public sealed record WatchEvent(string Type, ReadOnlyMemory<byte> Object)
{
    /// <summary>The server has taken the watch: what changes from now on will be told. It comes first, and no server sends it.</summary>
    public static WatchEvent Opened { get; } = new("OPENED", default);
}
