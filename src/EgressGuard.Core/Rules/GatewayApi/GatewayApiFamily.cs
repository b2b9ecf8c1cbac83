using System.Collections.Immutable;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>Rules about the Gateway API and ambient mode: EG7nn, ordered by id.</summary>
internal static class GatewayApiFamily
{
    public static ImmutableArray<Rule> Rules { get; } =
    [
        new WaypointDetached(),
        new WaypointWithoutAddress(),
        new RouteLeadsOutOfMesh(),
        new HostnameBackend(),
        new ManagedGateway(),
        new GatewayAutoPassthrough(),
        new GatewayDeploymentChanged(),
        new RouteFilters(),
        new OpenListener(),
    ];
}
