using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>How the mesh is set up, as the policy declares it (policy <c>mesh</c>). The defaults are Istio's own, except where noted.</summary>
public sealed record MeshSettings
{
    /// <summary>The DNS domain of Kubernetes services.</summary>
    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>The namespace whose configuration holds for the whole mesh.</summary>
    public string RootNamespace { get; init; } = "istio-system";

    /// <summary>What sidecars do with unknown destinations. Istio's own default is ALLOW_ANY; a guarded mesh sets REGISTRY_ONLY.</summary>
    public OutboundTrafficPolicy OutboundTrafficPolicy { get; init; } = OutboundTrafficPolicy.RegistryOnly;

    /// <summary>What an absent <c>exportTo</c> means (istio-egress.md 1.4).</summary>
    public ImmutableArray<string> DefaultExportTo { get; init; } = ["*"];

    /// <summary>The control plane revisions in use; objects labelled for another one are inert (istio-egress.md A8).</summary>
    public ImmutableArray<string> Revisions { get; init; } = ["default"];

    /// <summary>The egress gateways, at least one. The first names the gateway in default labels and remedies.</summary>
    public ImmutableArray<EgressGatewaySettings> EgressGateways { get; init; } = [new()];

    /// <summary>
    /// Images of the sidecar that Istio injects, without tag or digest, exact or with <c>*</c>. A container counts as Istio's own
    /// only with one of these; a mesh that pulls from its own registry lists it here.
    /// </summary>
    public ImmutableArray<string> ProxyImages { get; init; } =
    [
        "docker.io/istio/proxyv2",
        "istio/proxyv2",
        "gcr.io/istio-release/proxyv2",
        "registry.istio.io/release/proxyv2",
    ];

    /// <summary>Whether an object's <c>istio.io/rev</c> label leaves it active: absent, empty, or a revision in use.</summary>
    public bool IsActiveRevision(string? label) => string.IsNullOrEmpty(label) || Revisions.Contains(label);
}

/// <summary>An egress gateway: a Service and the pods behind it (istio-egress.md 2.4).</summary>
public sealed record EgressGatewaySettings
{
    /// <summary>The Service's name.</summary>
    public string Service { get; init; } = "istio-egressgateway";

    /// <summary>The namespace of the Service and its pods.</summary>
    public string Namespace { get; init; } = "istio-system";

    /// <summary>The labels that tell the gateway's pods.</summary>
    public ImmutableSortedDictionary<string, string> Selector { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("istio", "egressgateway");

    /// <summary>The Service's full name, in lower case.</summary>
    /// <param name="clusterDomain">The cluster's DNS domain.</param>
    public string HostIn(string clusterDomain) => $"{Service}.{Namespace}.svc.{clusterDomain}";
}

/// <summary>What sidecars do with destinations that the mesh does not know.</summary>
public enum OutboundTrafficPolicy
{
    /// <summary>They are blocked.</summary>
    RegistryOnly,

    /// <summary>They are passed through.</summary>
    AllowAny,
}
