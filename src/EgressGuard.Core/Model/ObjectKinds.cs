namespace EgressGuard.Core.Model;

/// <summary>Finds the kinds that EgressGuard reads by their API group and kind.</summary>
public static class ObjectKinds
{
    private const string Networking = "networking.istio.io";
    private const string GatewayApi = "gateway.networking.k8s.io";

    /// <summary>The kind with this API group ("" for core) and kind name, or null when EgressGuard does not read it.</summary>
    public static ObjectKind? Find(string group, string kind) => (group, kind) switch
    {
        (Networking, "ServiceEntry") => ObjectKind.ServiceEntry,
        (Networking, "VirtualService") => ObjectKind.VirtualService,
        (Networking, "Gateway") => ObjectKind.Gateway,
        ("", "Pod") => ObjectKind.Pod,
        ("", "Namespace") => ObjectKind.Namespace,
        ("apps", "Deployment") => ObjectKind.Deployment,
        ("apps", "StatefulSet") => ObjectKind.StatefulSet,
        ("apps", "DaemonSet") => ObjectKind.DaemonSet,
        ("apps", "ReplicaSet") => ObjectKind.ReplicaSet,
        ("batch", "Job") => ObjectKind.Job,
        ("batch", "CronJob") => ObjectKind.CronJob,
        (Networking, "DestinationRule") => ObjectKind.DestinationRule,
        (Networking, "Sidecar") => ObjectKind.Sidecar,
        (Networking, "EnvoyFilter") => ObjectKind.EnvoyFilter,
        (Networking, "WorkloadEntry") => ObjectKind.WorkloadEntry,
        (Networking, "WorkloadGroup") => ObjectKind.WorkloadGroup,
        (Networking, "ProxyConfig") => ObjectKind.ProxyConfig,
        ("extensions.istio.io", "WasmPlugin") => ObjectKind.WasmPlugin,
        ("extensions.istio.io", "TrafficExtension") => ObjectKind.TrafficExtension,
        ("security.istio.io", "AuthorizationPolicy") => ObjectKind.AuthorizationPolicy,
        ("security.istio.io", "RequestAuthentication") => ObjectKind.RequestAuthentication,
        ("", "Service") => ObjectKind.Service,
        ("", "Endpoints") => ObjectKind.Endpoints,
        ("discovery.k8s.io", "EndpointSlice") => ObjectKind.EndpointSlice,
        ("networking.k8s.io", "NetworkPolicy") => ObjectKind.NetworkPolicy,
        (GatewayApi, "Gateway") => ObjectKind.KubernetesGateway,
        (GatewayApi, "HTTPRoute") => ObjectKind.HTTPRoute,
        (GatewayApi, "GRPCRoute") => ObjectKind.GRPCRoute,
        (GatewayApi, "TLSRoute") => ObjectKind.TLSRoute,
        (GatewayApi, "TCPRoute") => ObjectKind.TCPRoute,
        (GatewayApi, "ListenerSet") => ObjectKind.ListenerSet,
        ("gateway.networking.x-k8s.io", "XListenerSet") => ObjectKind.ListenerSet,
        ("gateway.networking.x-k8s.io", "XBackend") => ObjectKind.XBackend,
        _ => null,
    };

    /// <summary>The kind as manifests and messages call it: two kinds are called Gateway.</summary>
    public static string NameOf(ObjectKind kind) => kind == ObjectKind.KubernetesGateway ? nameof(ObjectKind.Gateway) : kind.ToString();

    /// <summary>Whether objects of the kind belong to a namespace.</summary>
    public static bool IsNamespaced(ObjectKind kind) => kind != ObjectKind.Namespace;

    /// <summary>The API group of <c>apiVersion</c>: what stands before the slash, "" for core kinds such as <c>v1</c>.</summary>
    public static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }
}
