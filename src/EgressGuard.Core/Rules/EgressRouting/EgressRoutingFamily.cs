using System.Collections.Immutable;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Rules about the egress path across objects: EG9nn, ordered by id.</summary>
internal static class EgressRoutingFamily
{
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new DirectPath(),
        new RouteOfOtherProtocol(),
        new PortNotLed(),
        new IncompleteGatewayName(),
        new GatewayPortClosed(),
        new GatewayLegOfOtherPort(),
        new GatewayHostNotServed(),
        new GatewayLegOfOtherProtocol(),
        new ServerNameNotLed(),
        new MissingSubset(),
        new HopTlsMismatch(),
        new HopServerName(),
        new ClearTextToTlsPort(),
        new DoubleTls(),
        new RouteNotExportedToClients(),
        new HiddenFromGateway(),
        new UnknownHostAtGateway(),
        new RouteNotImported(),
        new RouteForSomeClients(),
        new RouteOverridden(),
    ];
}
