using System.Collections.Immutable;
using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>What is wrong with a way, and where.</summary>
/// <param name="Code">What.</param>
/// <param name="Places">The places that make it together.</param>
internal sealed record NaiveFault(PathFaultCode Code, ImmutableArray<NaivePlace> Places)
{
    public static NaiveFault Of(PathFaultCode code, params IEnumerable<NaivePlace?> places) => new(code, [.. places.OfType<NaivePlace>()]);

    public bool Equals(NaiveFault? other) => other is not null && Code == other.Code && Places.SequenceEqual(other.Places);

    public override int GetHashCode() => HashCode.Combine(Code, Places.Length);

    public override string ToString() => $"{Code} at {string.Join(", ", Places)}";
}
