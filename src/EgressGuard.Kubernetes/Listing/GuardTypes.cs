using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Listing;

/// <summary>The guard's own resource types (deploy/crds).</summary>
public static class GuardTypes
{
    private const string Group = "egressguard.io";

    /// <summary>EgressPolicy.</summary>
    public static WatchedType Policies { get; } = WatchedType.Of(Group, "egresspolicies", "EgressPolicy", false, "v1alpha1");

    /// <summary>EgressExemption.</summary>
    public static WatchedType Exemptions { get; } = WatchedType.Of(Group, "egressexemptions", "EgressExemption", false, "v1alpha1");
}
