using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Paths;

/// <summary>What the report for people calls the sorts of step.</summary>
internal static class HopText
{
    /// <summary>The word in front of the step's text.</summary>
    public static string Of(HopKind kind) => kind switch
    {
        HopKind.Client => "client",
        HopKind.Service => "service",
        HopKind.Route => "route",
        HopKind.DestinationRule => "settings",
        HopKind.Gateway => "gateway",
        HopKind.GatewayRoute => "gateway's route",
        _ => "end",
    };
}
