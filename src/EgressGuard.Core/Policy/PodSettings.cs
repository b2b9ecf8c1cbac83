using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>The allowances of pod rules (policy <c>pods</c>).</summary>
public sealed record PodSettings
{
    /// <summary>Destination ranges that a pod may exclude from capture, written as the pods write them (EG303).</summary>
    public ImmutableArray<string> AllowedExcludedIPRanges { get; init; } = [];

    /// <summary>Destination ports that a pod may exclude from capture (EG303).</summary>
    public ImmutableArray<int> AllowedExcludedPorts { get; init; } = [];

    /// <summary>Paths of the node that pods may mount, each with everything below it (EG305).</summary>
    public ImmutableArray<string> AllowedHostPaths { get; init; } = [];

    /// <summary>Capabilities that every container must drop, by name or through ALL (EG305, strict form of PS-4).</summary>
    public ImmutableArray<string> RequiredDroppedCapabilities { get; init; } = [];

    /// <summary>Keys that a pod's <c>proxy.istio.io/config</c> may set, in camel case (EG306, POD-16).</summary>
    public ImmutableArray<string> AllowedProxyConfigKeys { get; init; } =
        ["concurrency", "tracing", "holdApplicationUntilProxyStarts", "terminationDrainDuration", "drainDuration"];

    /// <summary>Environment variables that tenants may set in injected containers (EG306, EG419, ENV-1).</summary>
    public ImmutableArray<string> AllowedProxyMetadata { get; init; } =
        ["ISTIO_META_DNS_CAPTURE", "ISTIO_META_DNS_AUTO_ALLOCATE", "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", "MINIMUM_DRAIN_DURATION"];

    /// <summary>Injection templates that a pod may ask for; one of them at least must set up the redirection (EG306, POD-19).</summary>
    public ImmutableArray<string> AllowedInjectionTemplates { get; init; } = ["sidecar"];

    /// <summary>Further networks that a pod may attach to: by default what istio-cni itself needs on OpenShift (EG313, POD-31).</summary>
    public ImmutableArray<string> AllowedNetworks { get; init; } = ["istio-cni", "default/istio-cni"];

    /// <summary>Runtime classes in which the redirection is known to work (EG321, PS-18).</summary>
    public ImmutableArray<string> AllowedRuntimeClasses { get; init; } = [];
}
