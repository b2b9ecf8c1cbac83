using System.Collections.Immutable;

namespace EgressGuard.Cli.Scaffolding.Patterns;

/// <summary>
/// A way of taking traffic out in two hops (istio-egress.md 3.1). The templates write out every object, so that a pattern can be read,
/// and held against the checklist of 3.2, in one place.
/// </summary>
internal abstract class ScaffoldPattern
{
    /// <summary>Every pattern, in the order in which help tells them.</summary>
    public static ImmutableArray<ScaffoldPattern> All { get; } =
        [new HttpPattern(), new PassthroughPattern(), new PassthroughMtlsPattern(), new TlsOriginationPattern()];

    /// <summary>The value of <c>--mode</c>.</summary>
    public abstract string Mode { get; }

    /// <summary>What it is, and when to take it: for help. Sentences.</summary>
    public abstract string Description { get; }

    /// <summary>The port of the host when none is given.</summary>
    public abstract int DefaultPort { get; }

    /// <summary>The port of the egress gateway that is used.</summary>
    public abstract int GatewayPort { get; }

    /// <summary>What is wrong with a port of the host in this mode, with the remedy; null for nothing.</summary>
    public abstract string? ProblemWith(int port);

    /// <summary>The objects, in the order in which they are safe to apply: nothing is reachable before its route is.</summary>
    public abstract IEnumerable<ScaffoldDocument> Documents(ScaffoldWords words);
}
