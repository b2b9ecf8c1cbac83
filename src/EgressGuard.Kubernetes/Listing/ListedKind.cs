using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Listing;

/// <summary>
/// A kind that rules judge but that the mesh does not hold, because no rule looks it up and there may be very many: the audit pages
/// through its objects.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Types">Its types; of each the versions, the best first, of which the first that is served is read.</param>
public sealed record ListedKind(ObjectKind Kind, ImmutableArray<ImmutableArray<ResourceType>> Types)
{
    private const string Networking = "networking.istio.io";
    private const string Extensions = "extensions.istio.io";
    private const string GatewayApi = "gateway.networking.k8s.io";
    private const string GatewayTrials = "gateway.networking.x-k8s.io";

    /// <summary>All of them, ordered by kind.</summary>
    public static ImmutableArray<ListedKind> All { get; } =
    [
        .. Enum.GetValues<ObjectKind>()
            .Where(kind => !MeshSnapshot.Kinds.Contains(kind) && !RuleCatalog.For(kind).IsEmpty)
            .Select(kind => new ListedKind(kind, TypesOf(kind))),
    ];

    private static ImmutableArray<ImmutableArray<ResourceType>> TypesOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Pod => [Of("", "pods", "Pod", "v1")],
        ObjectKind.Deployment => [Of("apps", "deployments", "Deployment", "v1")],
        ObjectKind.StatefulSet => [Of("apps", "statefulsets", "StatefulSet", "v1")],
        ObjectKind.DaemonSet => [Of("apps", "daemonsets", "DaemonSet", "v1")],
        ObjectKind.ReplicaSet => [Of("apps", "replicasets", "ReplicaSet", "v1")],
        ObjectKind.Job => [Of("batch", "jobs", "Job", "v1")],
        ObjectKind.CronJob => [Of("batch", "cronjobs", "CronJob", "v1")],
        ObjectKind.EnvoyFilter => [Of(Networking, "envoyfilters", "EnvoyFilter", "v1alpha3")],
        ObjectKind.WorkloadEntry => [Of(Networking, "workloadentries", "WorkloadEntry", "v1", "v1beta1", "v1alpha3")],
        ObjectKind.WorkloadGroup => [Of(Networking, "workloadgroups", "WorkloadGroup", "v1", "v1beta1", "v1alpha3")],
        ObjectKind.ProxyConfig => [Of(Networking, "proxyconfigs", "ProxyConfig", "v1beta1")],
        ObjectKind.WasmPlugin => [Of(Extensions, "wasmplugins", "WasmPlugin", "v1alpha1")],
        ObjectKind.TrafficExtension => [Of(Extensions, "trafficextensions", "TrafficExtension", "v1alpha1")],
        ObjectKind.RequestAuthentication =>
            [Of("security.istio.io", "requestauthentications", "RequestAuthentication", "v1", "v1beta1")],
        ObjectKind.Endpoints => [Of("", "endpoints", "Endpoints", "v1")],
        ObjectKind.EndpointSlice => [Of("discovery.k8s.io", "endpointslices", "EndpointSlice", "v1")],
        ObjectKind.NetworkPolicy => [Of("networking.k8s.io", "networkpolicies", "NetworkPolicy", "v1")],
        ObjectKind.KubernetesGateway => [Of(GatewayApi, "gateways", "Gateway", "v1", "v1beta1")],
        ObjectKind.ListenerSet =>
            [Of(GatewayApi, "listenersets", "ListenerSet", "v1"), Of(GatewayTrials, "xlistenersets", "XListenerSet", "v1alpha1")],
        ObjectKind.XBackend => [Of(GatewayTrials, "xbackends", "XBackend", "v1alpha1")],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind with rules lacks its type."),
    };

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
