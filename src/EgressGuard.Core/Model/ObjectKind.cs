namespace EgressGuard.Core.Model;

/// <summary>The kinds that EgressGuard reads. Versions do not matter: dispatch is on group and kind (istio-egress.md A6 and section 7).</summary>
public enum ObjectKind
{
    /// <summary>networking.istio.io ServiceEntry.</summary>
    ServiceEntry,

    /// <summary>networking.istio.io VirtualService.</summary>
    VirtualService,

    /// <summary>networking.istio.io Gateway (not the Gateway API's).</summary>
    Gateway,

    /// <summary>core Pod.</summary>
    Pod,

    /// <summary>core Namespace.</summary>
    Namespace,

    /// <summary>apps Deployment.</summary>
    Deployment,

    /// <summary>apps StatefulSet.</summary>
    StatefulSet,

    /// <summary>apps DaemonSet.</summary>
    DaemonSet,

    /// <summary>apps ReplicaSet.</summary>
    ReplicaSet,

    /// <summary>batch Job.</summary>
    Job,

    /// <summary>batch CronJob.</summary>
    CronJob,

    /// <summary>networking.istio.io DestinationRule.</summary>
    DestinationRule,

    /// <summary>networking.istio.io Sidecar.</summary>
    Sidecar,

    /// <summary>networking.istio.io EnvoyFilter.</summary>
    EnvoyFilter,

    /// <summary>networking.istio.io WorkloadEntry.</summary>
    WorkloadEntry,

    /// <summary>networking.istio.io WorkloadGroup.</summary>
    WorkloadGroup,

    /// <summary>networking.istio.io ProxyConfig.</summary>
    ProxyConfig,

    /// <summary>extensions.istio.io WasmPlugin.</summary>
    WasmPlugin,

    /// <summary>extensions.istio.io TrafficExtension.</summary>
    TrafficExtension,

    /// <summary>security.istio.io AuthorizationPolicy.</summary>
    AuthorizationPolicy,

    /// <summary>security.istio.io RequestAuthentication.</summary>
    RequestAuthentication,

    /// <summary>core Service.</summary>
    Service,

    /// <summary>core Endpoints.</summary>
    Endpoints,

    /// <summary>discovery.k8s.io EndpointSlice.</summary>
    EndpointSlice,

    /// <summary>networking.k8s.io NetworkPolicy.</summary>
    NetworkPolicy,

    /// <summary>gateway.networking.k8s.io Gateway, which is called as Istio's own is.</summary>
    KubernetesGateway,

    /// <summary>gateway.networking.k8s.io HTTPRoute.</summary>
    HTTPRoute,

    /// <summary>gateway.networking.k8s.io GRPCRoute.</summary>
    GRPCRoute,

    /// <summary>gateway.networking.k8s.io TLSRoute.</summary>
    TLSRoute,

    /// <summary>gateway.networking.k8s.io TCPRoute.</summary>
    TCPRoute,

    /// <summary>gateway.networking.k8s.io ListenerSet, and XListenerSet of gateway.networking.x-k8s.io.</summary>
    ListenerSet,

    /// <summary>gateway.networking.x-k8s.io XBackend.</summary>
    XBackend,
}
