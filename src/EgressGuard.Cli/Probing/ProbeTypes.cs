using System.Collections.Immutable;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Cli.Probing;

/// <summary>The types that are tried, each in the versions that will do.</summary>
internal static class ProbeTypes
{
    public static ImmutableArray<ResourceType> Namespaces { get; } = [new("", "v1", "namespaces", "Namespace", IsNamespaced: false)];

    public static ImmutableArray<ResourceType> Pods { get; } = Of("", "pods", "Pod", "v1");

    public static ImmutableArray<ResourceType> Deployments { get; } = Of("apps", "deployments", "Deployment", "v1");

    public static ImmutableArray<ResourceType> CronJobs { get; } = Of("batch", "cronjobs", "CronJob", "v1");

    public static ImmutableArray<ResourceType> Services { get; } = Of("", "services", "Service", "v1");

    public static ImmutableArray<ResourceType> NetworkPolicies { get; } = Of("networking.k8s.io", "networkpolicies", "NetworkPolicy", "v1");

    public static ImmutableArray<ResourceType> EnvoyFilters { get; } = Of("networking.istio.io", "envoyfilters", "EnvoyFilter", "v1alpha3");

    public static ImmutableArray<ResourceType> AuthorizationPolicies { get; } =
        Of("security.istio.io", "authorizationpolicies", "AuthorizationPolicy", "v1", "v1beta1");

    public static ImmutableArray<ResourceType> Gateways { get; } = Of("gateway.networking.k8s.io", "gateways", "Gateway", "v1", "v1beta1");

    public static ImmutableArray<ResourceType> Exemptions { get; } =
        [new("egressguard.io", "v1alpha1", "egressexemptions", "EgressExemption", IsNamespaced: false)];

    /// <summary>ServiceEntries in these versions.</summary>
    public static ImmutableArray<ResourceType> ServiceEntries(params ReadOnlySpan<string> versions) =>
        Of("networking.istio.io", "serviceentries", "ServiceEntry", versions);

    private static ImmutableArray<ResourceType> Of(string group, string plural, string kind, params ReadOnlySpan<string> versions)
    {
        var types = ImmutableArray.CreateBuilder<ResourceType>(versions.Length);
        foreach (var version in versions)
        {
            types.Add(new ResourceType(group, version, plural, kind, IsNamespaced: true));
        }

        return types.MoveToImmutable();
    }
}
