using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>The types to watch, for every kind that a mesh holds.</summary>
public static class WatchedTypes
{
    private const string Networking = "networking.istio.io";
    private const string GatewayApi = "gateway.networking.k8s.io";

    /// <summary>All of them.</summary>
    public static ImmutableDictionary<ObjectKind, WatchedType> All { get; } = MeshSnapshot.Kinds.ToImmutableDictionary(kind => kind, Of);

    /// <summary>The type of a kind.</summary>
    private static WatchedType Of(ObjectKind kind) => kind switch
    {
        ObjectKind.ServiceEntry => Istio("serviceentries", "ServiceEntry"),
        ObjectKind.VirtualService => Istio("virtualservices", "VirtualService"),
        ObjectKind.Gateway => Istio("gateways", "Gateway"),
        ObjectKind.DestinationRule => Istio("destinationrules", "DestinationRule"),
        ObjectKind.Sidecar => Istio("sidecars", "Sidecar"),
        ObjectKind.AuthorizationPolicy =>
            WatchedType.Of("security.istio.io", "authorizationpolicies", "AuthorizationPolicy", true, "v1", "v1beta1"),
        ObjectKind.Namespace => WatchedType.Of("", "namespaces", "Namespace", false, "v1"),
        ObjectKind.Service => WatchedType.Of("", "services", "Service", true, "v1"),
        ObjectKind.HTTPRoute => WatchedType.Of(GatewayApi, "httproutes", "HTTPRoute", true, "v1", "v1beta1"),
        ObjectKind.GRPCRoute => WatchedType.Of(GatewayApi, "grpcroutes", "GRPCRoute", true, "v1", "v1alpha2"),
        ObjectKind.TLSRoute => WatchedType.Of(GatewayApi, "tlsroutes", "TLSRoute", true, "v1", "v1alpha3", "v1alpha2"),
        ObjectKind.TCPRoute => WatchedType.Of(GatewayApi, "tcproutes", "TCPRoute", true, "v1", "v1alpha3", "v1alpha2"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of the mesh lacks its type."),
    };

    private static WatchedType Istio(string plural, string kind) =>
        WatchedType.Of(Networking, plural, kind, true, "v1", "v1beta1", "v1alpha3");
}
