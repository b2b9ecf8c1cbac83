namespace EgressGuard.Core.Tests.Admission;

/// <summary>The kinds that are judged, with the versions in which API servers serve them or have served them.</summary>
internal static class ServedVersions
{
    private const string Istio = "v1 v1beta1 v1alpha3";

    /// <summary>Group, kind and the versions, the newest first.</summary>
    public static IReadOnlyList<(string Group, string Kind, string Versions)> All { get; } =
    [
        ("networking.istio.io", "ServiceEntry", Istio),
        ("networking.istio.io", "VirtualService", Istio),
        ("networking.istio.io", "Gateway", Istio),
        ("networking.istio.io", "DestinationRule", Istio),
        ("networking.istio.io", "Sidecar", Istio),
        ("networking.istio.io", "WorkloadEntry", Istio),
        ("networking.istio.io", "WorkloadGroup", Istio),
        ("networking.istio.io", "EnvoyFilter", "v1alpha3"),
        ("networking.istio.io", "ProxyConfig", "v1beta1"),
        ("extensions.istio.io", "WasmPlugin", "v1alpha1"),
        ("extensions.istio.io", "TrafficExtension", "v1alpha1"),
        ("security.istio.io", "AuthorizationPolicy", "v1 v1beta1"),
        ("security.istio.io", "RequestAuthentication", "v1 v1beta1"),
        ("", "Pod", "v1"),
        ("", "Namespace", "v1"),
        ("", "Service", "v1"),
        ("", "Endpoints", "v1"),
        ("discovery.k8s.io", "EndpointSlice", "v1 v1beta1"),
        ("networking.k8s.io", "NetworkPolicy", "v1"),
        ("apps", "Deployment", "v1"),
        ("apps", "StatefulSet", "v1"),
        ("apps", "DaemonSet", "v1"),
        ("apps", "ReplicaSet", "v1"),
        ("batch", "Job", "v1"),
        ("batch", "CronJob", "v1 v1beta1"),
        ("gateway.networking.k8s.io", "Gateway", "v1 v1beta1 v1alpha2"),
        ("gateway.networking.k8s.io", "HTTPRoute", "v1 v1beta1 v1alpha2"),
        ("gateway.networking.k8s.io", "GRPCRoute", "v1 v1alpha2"),
        ("gateway.networking.k8s.io", "TLSRoute", "v1 v1alpha3 v1alpha2"),
        ("gateway.networking.k8s.io", "TCPRoute", "v1alpha2"),
        ("gateway.networking.k8s.io", "ListenerSet", "v1"),
        ("gateway.networking.x-k8s.io", "XListenerSet", "v1alpha1"),
        ("gateway.networking.x-k8s.io", "XBackend", "v1alpha1"),
    ];
}
