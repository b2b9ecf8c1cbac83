using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>Up to where the changes of a kind are known.</summary>
/// <param name="type">The version of the kind that is served.</param>
/// <param name="version">The version of the list.</param>
internal sealed class WatchPosition(ResourceType type, string version)
{
    public ResourceType Type { get; } = type;

    /// <summary>Opaque: it is neither compared nor computed with.</summary>
    public string Version { get; set; } = version;
}
