using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Paths;

/// <summary>The words and colours of the reports for how a way ends.</summary>
internal static class OutcomeText
{
    /// <summary>What the traffic does, behind <c>shop -> api.example.com:443:</c>.</summary>
    public static string Of(PathOutcome outcome) => outcome switch
    {
        PathOutcome.Blocked => "nothing leaves",
        PathOutcome.ViaGateway => "via the egress gateway",
        PathOutcome.Loop => "loops at the egress gateway",
        PathOutcome.Direct => "leaves directly",
        _ => "cannot be told",
    };

    /// <summary>The colour.</summary>
    public static string ColourOf(PathOutcome outcome) => outcome switch
    {
        PathOutcome.Blocked => Paint.Cyan,
        PathOutcome.ViaGateway => Paint.Green,
        PathOutcome.Loop or PathOutcome.Direct => Paint.Red,
        _ => Paint.Yellow,
    };

    /// <summary>Whether the outcome makes the exit code 1.</summary>
    public static bool IsBad(PathOutcome outcome) => outcome >= PathOutcome.Loop;
}
