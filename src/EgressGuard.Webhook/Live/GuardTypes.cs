using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Webhook.Live;

/// <summary>The guard's own resource types, as all doors know them.</summary>
internal static class GuardTypes
{
    /// <summary>EgressPolicy.</summary>
    public static WatchedType Policies => Kubernetes.Listing.GuardTypes.Policies;

    /// <summary>EgressExemption.</summary>
    public static WatchedType Exemptions => Kubernetes.Listing.GuardTypes.Exemptions;
}
