using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>Where a route sends requests (istio-egress.md KG-1, KG-3). An absent group and kind mean a Service.</summary>
internal static class RouteBackend
{
    /// <summary>
    /// Whether it is an egress gateway's Service. Istio takes the Service's full name as a Hostname for the same destination.
    /// </summary>
    public static bool IsEgressGateway(BackendReference backend, string own, EgressPolicy policy) => IsService(backend)
        ? KubernetesEgressGateways.IsService(Resolve(backend, own), policy)
        : IsHostname(backend) && EgressGateways.IsService(backend.Name ?? "", policy);

    /// <summary>Whether it is the Service that is the route's parent.</summary>
    public static bool IsParent(BackendReference backend, ParentReference parent, string own) =>
        IsService(backend) && RouteParent.IsService(parent) && Resolve(backend, own) == RouteParent.Resolve(parent, own);

    /// <summary>Whether it can lie outside the cluster: any kind but those of which every instance stands for pods.</summary>
    public static bool LeadsOut(BackendReference backend, EgressPolicy policy) => backend switch
    {
        _ when IsService(backend) => false,
        { Group: "multicluster.x-k8s.io", Kind: "ServiceImport" } => false,
        { Group: "inference.networking.k8s.io", Kind: "InferencePool" } => false,
        _ => !IsHostname(backend) || !IsServiceHost(backend.Name ?? "", policy),
    };

    /// <summary>The backend, for people: <c>Hostname 'api.example.com'</c>, <c>Service 'shop/api'</c>.</summary>
    public static string Describe(BackendReference backend, string own) => IsHostname(backend)
        ? "Hostname " + Quote.Text(backend.Name ?? "")
        : $"{Quote.Shorten(backend.Kind ?? "Service")} {Quote.Text(Resolve(backend, own).ToString())}";

    /// <summary>Whether the host is the full name of a Service, which no external host can have.</summary>
    public static bool IsServiceHost(string host, EgressPolicy policy) =>
        host.EndsWith(".svc." + policy.Mesh.ClusterDomain, StringComparison.Ordinal)
        || host.EndsWith(".svc." + HostName.ClusterSetDomain, StringComparison.Ordinal);

    /// <summary>The name of a host, normalised; null when the backend is something else.</summary>
    public static string? HostOf(BackendReference backend) => IsHostname(backend) ? HostName.Normalize(backend.Name ?? "") : null;

    private static bool IsService(BackendReference backend) => backend is { Group: null or "", Kind: null or "Service" };

    private static bool IsHostname(BackendReference backend) => backend is { Group: "networking.istio.io", Kind: "Hostname" };

    private static ObjectRef Resolve(BackendReference backend, string own) =>
        new(string.IsNullOrEmpty(backend.Namespace) ? own : backend.Namespace, backend.Name ?? "");
}
