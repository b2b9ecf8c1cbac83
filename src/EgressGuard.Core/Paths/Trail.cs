using System.Collections.Immutable;

namespace EgressGuard.Core.Paths;

/// <summary>A way that is being followed: what happened so far. Immutable, since ways part.</summary>
internal sealed record Trail
{
    /// <summary>The beginning.</summary>
    public static Trail Start { get; } = new();

    private ImmutableArray<PathHop> Hops { get; init; } = [];

    private ImmutableArray<string> Conditions { get; init; } = [];

    private ImmutableArray<PathFault> Faults { get; init; } = [];

    /// <summary>One step further.</summary>
    public Trail Then(HopKind kind, PathObject? place, string text) => this with { Hops = Hops.Add(new PathHop(kind, place, text)) };

    /// <summary>For part of the traffic only; null for no further condition.</summary>
    public Trail If(string? condition) =>
        condition is null || Conditions.Contains(condition) ? this : this with { Conditions = Conditions.Add(condition) };

    /// <summary>Something is wrong with it.</summary>
    public Trail With(params IEnumerable<PathFault> faults) => this with { Faults = Faults.AddRange(faults) };

    /// <summary>The way as it ends.</summary>
    public PathWay End(PathOutcome outcome, string reason, params IEnumerable<PathFault> faults) => new(
        outcome, Conditions.IsEmpty ? null : string.Join(", ", Conditions), Hops, reason, [.. Faults, .. faults]);
}
