using System.Collections.Immutable;

namespace EgressGuard.Bypass.Matrix;

/// <summary>Rows that belong together.</summary>
/// <param name="Title">What they have in common.</param>
/// <param name="Rows">The rows, in the order of their numbers.</param>
internal sealed record BypassGroup(string Title, ImmutableArray<BypassRow> Rows);
