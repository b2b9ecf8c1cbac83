using System.Text;

namespace EgressGuard.Core.Paths;

/// <summary>How reports call the faults, and where the specification has them.</summary>
public static class PathFaultCodes
{
    /// <summary>The name in reports: <c>mesh-leg-missing</c>.</summary>
    public static string NameOf(PathFaultCode code)
    {
        var name = new StringBuilder();
        foreach (var letter in code.ToString())
        {
            _ = char.IsAsciiLetterUpper(letter) ? name.Append(name.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter)) : name.Append(letter);
        }

        return name.ToString();
    }

    /// <summary>The ids of the specification, separated by comma and space: <c>C1</c>, <c>VS-6, VS-15</c>.</summary>
    public static string ChecklistOf(PathFaultCode code) => code switch
    {
        PathFaultCode.MeshLegMissing or PathFaultCode.GatewayLegMissing => "C1",
        PathFaultCode.BlockOfOtherProtocol => "C3",
        PathFaultCode.PortNotRouted => "C4",
        PathFaultCode.GatewayNameIncomplete => "C5",
        PathFaultCode.GatewayPortClosed => "C6",
        PathFaultCode.GatewayLegPort => "C7",
        PathFaultCode.ServerHostMissing => "C8",
        PathFaultCode.GatewayLegBlock => "C9",
        PathFaultCode.SniNotCovered => "C10",
        PathFaultCode.SubsetMissing => "C11",
        PathFaultCode.HopTlsMismatch => "C12",
        PathFaultCode.HopServerName => "C13",
        PathFaultCode.ClearTextToTlsPort => "C14",
        PathFaultCode.DoubleTls => "C15",
        PathFaultCode.RouteNotVisible or PathFaultCode.NotVisibleToGateway => "C18",
        PathFaultCode.ResolutionNone => "C19",
        PathFaultCode.HostUnknownAtGateway => "C20",
        PathFaultCode.RouteNotImported => "C21",
        PathFaultCode.RouteForSomeOnly => "VS-6, VS-15",
        PathFaultCode.RouteOverridden => "VS-9, VS-H1",
        PathFaultCode.RouteToItself => "L1",
        PathFaultCode.GatewayLegToGateway => "L2",
        PathFaultCode.EndpointIsGateway => "L4",
        PathFaultCode.PassthroughKeepsAddress => "L5, DR-12, DR-1",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
