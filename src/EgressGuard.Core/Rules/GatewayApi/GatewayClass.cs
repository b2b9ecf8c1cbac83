using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>What Istio does with the classes of Gateways (istio-egress.md KG-4 to KG-7).</summary>
internal static class GatewayClass
{
    /// <summary>The class of gateways to other clusters, which pass connections on by name.</summary>
    public const string EastWest = "istio-east-west";

    /// <summary>
    /// Whether Istio deploys pods for Gateways of the class: istio, istio-waypoint, istio-east-west, istio-agentgateway and its waypoint.
    /// istio-remote stands for a gateway elsewhere.
    /// </summary>
    public static bool IsDeployed(string? @class) =>
        @class == "istio" || (@class is not (null or "istio-remote") && @class.StartsWith("istio-", StringComparison.Ordinal));

    /// <summary>Whether Gateways of the class are waypoints.</summary>
    public static bool IsWaypoint(string? @class) => @class is "istio-waypoint" or "istio-agentgateway-waypoint";

    /// <summary>
    /// Whether Istio deploys this Gateway: with no address or one IP address it does; with anything else it takes the addresses for
    /// Services that are there already.
    /// </summary>
    public static bool IsDeployed(KubernetesGatewaySpec gateway) => IsDeployed(gateway.GatewayClassName)
        && gateway.Addresses is ([] or [{ Type: null or "IPAddress" }]);
}
