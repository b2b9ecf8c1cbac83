using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Core.Policy;

/// <summary>What became of a policy document: a policy, or everything that is wrong with it.</summary>
public sealed record PolicyReadResult
{
    /// <summary>The policy with every default filled in; null exactly when there are errors.</summary>
    public EgressPolicy? Policy { get; private init; }

    /// <summary>Every error, in the order in which a reader of the document meets them.</summary>
    public ImmutableArray<PolicyError> Errors { get; private init; } = [];

    /// <summary>Whether the document is a policy.</summary>
    [MemberNotNullWhen(true, nameof(Policy))]
    public bool IsValid => Policy is not null;

    internal static PolicyReadResult Of(EgressPolicy policy) => new() { Policy = policy };

    internal static PolicyReadResult Refused(ImmutableArray<PolicyError> errors) => new() { Errors = errors };
}
