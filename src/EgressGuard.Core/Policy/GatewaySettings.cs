using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>Who may run gateways, and where (policy <c>gateways</c>).</summary>
public sealed record GatewaySettings
{
    /// <summary>
    /// Namespaces, besides those of the platform and the egress gateways, that may configure the egress gateway's pods or have Istio
    /// deploy gateways (EG409, EG705). Empty: nobody is listed, and EG409 only warns. The pods that Istio deploys are judged like others:
    /// they run as the proxy, so that a namespace that has nothing but gateways belongs to the platform's instead.
    /// </summary>
    public ImmutableArray<string> AllowedNamespaces { get; init; } = [];

    /// <summary>
    /// Waypoints that tenants may use (EG701) and deploy (EG705), as <c>namespace/name</c>. Empty: they may use any and deploy none.
    /// </summary>
    public ImmutableArray<string> AllowedWaypoints { get; init; } = [];
}
