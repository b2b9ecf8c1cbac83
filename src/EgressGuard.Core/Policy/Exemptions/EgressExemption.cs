using System.Collections.Immutable;

namespace EgressGuard.Core.Policy.Exemptions;

/// <summary>
/// Lets named objects past named rules until a date (design, policy): immutable and valid in itself. <see cref="ExemptionReader"/> makes
/// one from a document. Whether it is in force depends on the time and the policy: <see cref="StateAt"/>.
/// </summary>
public sealed record EgressExemption
{
    /// <summary>The document's <c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The ids of the rules that it lets past, each named.</summary>
    public required ImmutableArray<string> Rules { get; init; }

    /// <summary>The objects that it lets past; one suffices.</summary>
    public required ImmutableArray<ExemptionSubject> Subjects { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Why there is one.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it was agreed; null when nothing is said.</summary>
    public string? Ticket { get; init; }

    /// <summary>From when on it exempts nothing.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When the API server took it; null in files.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether it is in force.</summary>
    /// <param name="now">The time.</param>
    /// <param name="longest">How long after its creation it may expire at the latest.</param>
    public ExemptionState StateAt(DateTimeOffset now, TimeSpan longest)
    {
        // What is being created is created now; and a file cannot claim a later time than that.
        var created = Created is { } written && written < now ? written : now;
        return Expires - created > longest ? ExemptionState.TooLong
            : Expires <= now ? ExemptionState.Expired
            : ExemptionState.Active;
    }
}

/// <summary>Whether an exemption is in force.</summary>
public enum ExemptionState
{
    /// <summary>It is.</summary>
    Active,

    /// <summary>It was: its time is over.</summary>
    Expired,

    /// <summary>It never was: it asks for a longer time than the policy grants.</summary>
    TooLong,
}
