using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>An object of the mesh as it arrived.</summary>
/// <param name="ResourceVersion">Its version. Opaque: only whether it is the same as another means something.</param>
/// <param name="Object">The object; null when it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
internal sealed record MeshItem(string ResourceVersion, KubeObject? Object, string? Problem);
