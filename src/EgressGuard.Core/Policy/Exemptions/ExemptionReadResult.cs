using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Core.Policy.Exemptions;

/// <summary>What became of an exemption document: an exemption, or everything that is wrong with it.</summary>
/// <param name="Exemption">The exemption; null exactly when there are errors.</param>
/// <param name="Errors">Every error, in the order in which a reader of the document meets them.</param>
public sealed record ExemptionReadResult(EgressExemption? Exemption, ImmutableArray<PolicyError> Errors)
{
    /// <summary>Whether the document is an exemption.</summary>
    [MemberNotNullWhen(true, nameof(Exemption))]
    public bool IsValid => Exemption is not null;
}
