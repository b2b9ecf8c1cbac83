using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Webhook.Judging;

/// <summary>
/// What reviews are judged by: the mesh and the policy. They belong together: the mesh was read with the policy's DNS domain.
/// </summary>
internal sealed record Basis(MeshSnapshot Mesh, EgressPolicy Policy)
{
    /// <summary>The same mesh, read with and judged by another policy.</summary>
    public Basis WithPolicy(EgressPolicy policy) => new(Mesh.ForDomain(policy.Mesh.ClusterDomain), policy);
}

/// <summary>Holds the basis of the next review. One writer swaps it; every review reads it once and so never sees a mixture.</summary>
internal sealed class CurrentBasis(Basis first)
{
    private volatile Basis _current = first;

    /// <summary>The basis as it is now.</summary>
    public Basis Current => _current;

    /// <summary>Judges by another policy from now on.</summary>
    public void Take(EgressPolicy policy) => _current = _current.WithPolicy(policy);
}
