using System.Collections.Immutable;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>How the page calls an outcome.</summary>
internal static class OutcomeWords
{
    /// <summary>All outcomes, the gravest first.</summary>
    public static ImmutableArray<PathOutcome> GravestFirst { get; } = [.. Enum.GetValues<PathOutcome>().OrderDescending()];

    /// <summary>The word in classes of the style sheet and in the page's address. No outcome: no namespace sees the destination.</summary>
    public static string IdOf(PathOutcome? outcome) => outcome switch
    {
        PathOutcome.Direct => "direct",
        PathOutcome.Loop => "loop",
        PathOutcome.Unknown => "unknown",
        PathOutcome.ViaGateway => "gateway",
        PathOutcome.Blocked => "blocked",
        _ => "unseen",
    };

    /// <summary>The word on badges.</summary>
    public static string LabelOf(PathOutcome outcome) => outcome switch
    {
        PathOutcome.Direct => "Direct",
        PathOutcome.Loop => "Loop",
        PathOutcome.Unknown => "Unknown",
        PathOutcome.ViaGateway => "Via gateway",
        _ => "Blocked",
    };

    /// <summary>What so many ways do: <c>2 ways leave directly</c>.</summary>
    public static string Sentence(PathOutcome outcome, int count)
    {
        var one = count == 1;
        return outcome switch
        {
            PathOutcome.Direct => one ? "way leaves directly" : "ways leave directly",
            PathOutcome.Loop => one ? "way loops at the gateway" : "ways loop at the gateway",
            PathOutcome.Unknown => one ? "way is unknown" : "ways are unknown",
            PathOutcome.ViaGateway => one ? "way goes through the gateway" : "ways go through the gateway",
            _ => one ? "way is blocked" : "ways are blocked",
        };
    }

    /// <summary>What it means.</summary>
    public static string MeaningOf(PathOutcome outcome) => outcome switch
    {
        PathOutcome.Direct => "A client's proxy sends this traffic out of the mesh itself. The egress gateway does not see it.",
        PathOutcome.Loop => "The egress gateway sends this traffic to itself. It never arrives, and it loads the gateway.",
        PathOutcome.Unknown => "The mesh that was given, or the model of it, does not tell where this traffic goes.",
        PathOutcome.ViaGateway => "It goes to the egress gateway, and the gateway sends it out.",
        _ => "Nothing leaves: there is no route, a hop is broken, or the traffic stays inside the mesh.",
    };
}
