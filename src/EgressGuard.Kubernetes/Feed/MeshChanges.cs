using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>An object of the mesh that is no longer what it was.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Reference">Its identity.</param>
/// <param name="Before">As it was; null when it was not there.</param>
/// <param name="After">As it is; null when it is gone.</param>
public sealed record MeshChange(ObjectKind Kind, ObjectRef Reference, KubeObject? Before, KubeObject? After);

/// <summary>What a new snapshot brought.</summary>
/// <param name="Before">The snapshot before.</param>
/// <param name="After">The snapshot now. It may also differ in its DNS domain and in the kinds that it knows.</param>
/// <param name="Changed">The objects, each once, in no particular order; empty when only the rest differs.</param>
public sealed record MeshChanges(MeshSnapshot Before, MeshSnapshot After, ImmutableArray<MeshChange> Changed);

/// <summary>An object that is in the cluster but cannot be read, and so is not in the mesh.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Reference">Its identity.</param>
/// <param name="Problem">Why.</param>
public sealed record UnreadableObject(ObjectKind Kind, ObjectRef Reference, string Problem);
