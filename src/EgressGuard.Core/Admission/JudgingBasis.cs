using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>
/// What an object is judged by, beside itself. All of it is an argument, the time included, and every door gives all of it, so that
/// the same object has the same verdict at each. Rules see the mesh and the policy, never the exemptions nor the time.
/// </summary>
/// <param name="Mesh">The mesh as it is now.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Exemptions">The exemptions there are, in force or not.</param>
/// <param name="Now">The time.</param>
public sealed record JudgingBasis(MeshSnapshot Mesh, EgressPolicy Policy, ExemptionSet Exemptions, DateTimeOffset Now)
{
    /// <summary>The verdict with the findings set apart that an exemption covers.</summary>
    public Verdict Exempt(Subject subject, Verdict verdict) => ExemptedFindings.SetApart(subject, verdict, Exemptions, Policy, Now);
}
