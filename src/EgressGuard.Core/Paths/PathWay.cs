using System.Collections.Immutable;

namespace EgressGuard.Core.Paths;

/// <summary>One way that traffic can take.</summary>
/// <param name="Outcome">How it ends.</param>
/// <param name="Condition">For which part of the traffic, such as <c>pods labelled app=web</c> or <c>10% of requests</c>; null for all of it.</param>
/// <param name="Hops">What happens on the way, from the client on.</param>
/// <param name="Reason">Why it ends so: one sentence, without a full stop, that begins in lower case.</param>
/// <param name="Faults">What is wrong with it.</param>
public sealed record PathWay(
    PathOutcome Outcome, string? Condition, ImmutableArray<PathHop> Hops, string Reason, ImmutableArray<PathFault> Faults);
