using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>Who may run gateways, and where (policy <c>gateways</c>).</summary>
public sealed record GatewaySettings
{
    /// <summary>
    /// Namespaces, besides those of the platform and the egress gateways, that may configure the egress gateway's pods or have Istio
    /// deploy gateways (EG409, EG705). Empty: nobody is listed, and EG409 only warns.
    /// </summary>
    public ImmutableArray<string> AllowedNamespaces { get; init; } = [];

    /// <summary>Waypoints that may be used, as <c>namespace/name</c>. Empty: any name that is one (EG701, EG705).</summary>
    public ImmutableArray<string> AllowedWaypoints { get; init; } = [];
}
