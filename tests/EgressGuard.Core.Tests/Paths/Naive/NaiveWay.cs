using System.Collections.Immutable;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>A way by what it comes to: how it ends, and what is wrong with it.</summary>
/// <param name="Outcome">How it ends.</param>
/// <param name="Faults">The faults, ordered, each once.</param>
internal sealed record NaiveWay(PathOutcome Outcome, ImmutableArray<NaiveFault> Faults)
{
    public static NaiveWay Of(PathOutcome outcome, params IEnumerable<NaiveFault> faults) =>
        new(outcome, [.. faults.Distinct().OrderBy(fault => fault.ToString(), StringComparer.Ordinal)]);

    public bool Equals(NaiveWay? other) => other is not null && Outcome == other.Outcome && Faults.SequenceEqual(other.Faults);

    public override int GetHashCode() => HashCode.Combine(Outcome, Faults.Length);

    public override string ToString() => Faults.IsEmpty ? $"{Outcome}" : $"{Outcome} ({string.Join(", ", Faults.Select(fault => fault.Code))})";
}
