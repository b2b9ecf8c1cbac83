using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Core.Tests;

/// <summary>What tests judge by.</summary>
internal static class Basis
{
    /// <summary>The time of every test that does not set its own.</summary>
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A mesh and a policy, without exemptions.</summary>
    public static JudgingBasis Of(MeshSnapshot mesh, EgressPolicy policy) => new(mesh, policy, ExemptionSet.Empty, Now);

    /// <summary>An empty mesh, the built-in policy, and exemptions at a time.</summary>
    public static JudgingBasis Of(DateTimeOffset now, params EgressExemption[] exemptions) =>
        new(MeshSnapshot.Empty, EgressPolicy.Default, ExemptionSet.Of(exemptions), now);
}
