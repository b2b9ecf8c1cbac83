using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>The waypoint that a ServiceEntry's traffic goes through in ambient mode (istio-egress.md 4.11, P12).</summary>
internal static class EgressWaypoint
{
    /// <summary>
    /// Whether the entry's waypoint, and no client, applies the route, and sends on to a host of that entry. A waypoint takes the routes of
    /// the entry's own namespace only. What is not known of the entry is recorded as not evaluated.
    /// </summary>
    public static bool SendsOn(ParentReference parent, BackendReference backend, string own, RuleContext context)
    {
        var reference = RouteParent.Resolve(parent, own);
        if (!context.Policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient)
            || !RouteParent.IsServiceEntry(parent)
            || reference.Namespace != own
            || RouteBackend.HostOf(backend) is not { } host)
        {
            return false;
        }

        if (context.Mesh.FindServiceEntry(reference) is { Spec: { } spec } entry)
        {
            return spec.Hosts.Any(item => HostName.Normalize(item) == host) && IsBound(entry, context);
        }

        if (context.Mesh.Knows(ObjectKind.ServiceEntry))
        {
            return false;
        }

        context.NotEvaluated($"ServiceEntry {reference} was not given");
        return true;
    }

    /// <summary>The entry's own label counts, else its namespace's.</summary>
    private static bool IsBound(ServiceEntry entry, RuleContext context)
    {
        var own = context.Subject.Namespace;
        if (entry.Metadata.Label(Waypoint.Label) is not null)
        {
            return Waypoint.Of(entry.Metadata, own) is not null;
        }

        if (context.Namespace is { } home)
        {
            return Waypoint.Of(home.Metadata, own) is not null;
        }

        context.NotEvaluated($"Namespace {own} was not given");
        return true;
    }
}
