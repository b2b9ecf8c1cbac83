using System.Collections.Immutable;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Webhook.Judging;

/// <summary>
/// What reviews are judged by, but for the time. The mesh and the policy belong together: the mesh was read with the policy's DNS domain.
/// </summary>
/// <param name="Mesh">The mesh.</param>
/// <param name="Policy">The policy.</param>
/// <param name="MeshExemptions">The exemptions that stand among the mesh's objects.</param>
/// <param name="FileExemptions">Those of a file, which count in place of the mesh's of the same name.</param>
/// <param name="Exemptions">All exemptions.</param>
internal sealed record Basis(
    MeshSnapshot Mesh, EgressPolicy Policy, ExemptionSet MeshExemptions, ImmutableArray<EgressExemption> FileExemptions, ExemptionSet Exemptions)
{
    /// <summary>The same mesh, read with and judged by another policy.</summary>
    public Basis WithPolicy(EgressPolicy policy) => this with { Mesh = Mesh.ForDomain(policy.Mesh.ClusterDomain), Policy = policy };

    /// <summary>The same with these exemptions besides those of the mesh, in place of those of the same name.</summary>
    public Basis WithExemptions(ImmutableArray<EgressExemption> exemptions) =>
        this with { FileExemptions = exemptions, Exemptions = MeshExemptions.With(exemptions) };

    /// <summary>The same with these exemptions of the mesh in place of the former ones.</summary>
    public Basis WithMeshExemptions(ExemptionSet exemptions) =>
        this with { MeshExemptions = exemptions, Exemptions = exemptions.With(FileExemptions) };

    /// <summary>Another mesh, read with the policy's DNS domain whatever it was read with before.</summary>
    public Basis WithMesh(MeshSnapshot mesh) => this with { Mesh = mesh.ForDomain(Policy.Mesh.ClusterDomain) };

    /// <summary>What a review is judged by at a time.</summary>
    public JudgingBasis At(DateTimeOffset now) => new(Mesh, Policy, Exemptions, now);
}

/// <summary>Holds the basis of the next review. Writers swap it one after the other; every review reads it once and so never sees a mixture.</summary>
internal sealed class CurrentBasis(Basis first)
{
    private readonly Lock _writing = new();
    private volatile Basis _current = first;

    /// <summary>The basis as it is now.</summary>
    public Basis Current => _current;

    /// <summary>Judges by another policy from now on.</summary>
    public void Take(EgressPolicy policy) => Change(basis => basis.WithPolicy(policy));

    /// <summary>Exempts by another file from now on.</summary>
    public void Take(ImmutableArray<EgressExemption> exemptions) => Change(basis => basis.WithExemptions(exemptions));

    /// <summary>Exempts by these exemptions of the cluster from now on.</summary>
    public void Take(ExemptionSet exemptions) => Change(basis => basis.WithMeshExemptions(exemptions));

    /// <summary>Judges in this mesh from now on.</summary>
    public void Take(MeshSnapshot mesh) => Change(basis => basis.WithMesh(mesh));

    private void Change(Func<Basis, Basis> change)
    {
        lock (_writing)
        {
            _current = change(_current);
        }
    }
}
