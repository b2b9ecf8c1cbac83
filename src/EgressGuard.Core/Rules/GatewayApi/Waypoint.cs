using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>The labels that bind an object to a waypoint (istio-egress.md 4.11).</summary>
internal static class Waypoint
{
    /// <summary>The label with the waypoint's name.</summary>
    public const string Label = "istio.io/use-waypoint";

    /// <summary>The label with the waypoint's namespace; absent means the object's own.</summary>
    public const string NamespaceLabel = "istio.io/use-waypoint-namespace";

    /// <summary>
    /// Whether the label's value names no waypoint: ztunnel asks for exactly "none", routes for "none" in any case, and neither a
    /// waypoint with capital letters nor one without a name can exist.
    /// </summary>
    public static bool IsNone(string value) => value.Length == 0 || value.Equals("none", StringComparison.OrdinalIgnoreCase);

    /// <summary>The waypoint that the labels name; null when there is no label or it names none.</summary>
    public static ObjectRef? Of(ObjectMeta metadata, string own) => metadata.Label(Label) is { } name && !IsNone(name)
        ? new ObjectRef(metadata.Label(NamespaceLabel) ?? own, name)
        : null;

    /// <summary>Whether the policy lists the waypoint.</summary>
    public static bool IsListed(ObjectRef waypoint, EgressPolicy policy) =>
        policy.Gateways.AllowedWaypoints.Contains($"{waypoint.Namespace}/{waypoint.Name}");
}
