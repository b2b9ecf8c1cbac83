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
}
