using System.Collections.Immutable;
using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Policy;

/// <summary>How the mesh is set up, as the policy declares it (policy <c>mesh</c>). The defaults are Istio's own, except where noted.</summary>
public sealed record MeshSettings
{
    /// <summary>What no public host has: RFC 1918, 6598, 4193, loopback, IPv6 link-local, and the node-local DNS cache; not the metadata service.</summary>
    private static readonly ImmutableArray<IPRange> PrivateRanges =
    [
        .. new[]
        {
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.20.10/32",
            "fc00::/7", "::1/128", "fe80::/10",
        }.Select(IPRange.Parse),
    ];

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

    /// <summary>How pods join the mesh. Without Ambient, a namespace or pod that asks for ambient mode leaves the guarded mesh.</summary>
    public ImmutableArray<DataplaneMode> DataplaneModes { get; init; } = [DataplaneMode.Sidecar];

    /// <summary>
    /// Whether injected sidecars are native ones, so that init containers run behind them: Istio's default with Kubernetes 1.33 and
    /// later (istio-egress.md PS-10).
    /// </summary>
    public bool NativeSidecars { get; init; } = true;

    /// <summary>
    /// The ranges of pods, services, nodes and of machines that belong to the mesh. Empty: they are not known, and private addresses
    /// get the benefit of the doubt.
    /// </summary>
    public ImmutableArray<IPRange> ClusterRanges { get; init; } = [];

    /// <summary>Whether an address or range belongs to the cluster, as far as the policy tells.</summary>
    internal bool IsInCluster(IPRange range) =>
        ClusterRanges.IsEmpty ? IsPrivate(range) : ClusterRanges.Any(known => known.Contains(range));

    /// <summary>Whether a range has private addresses only, which no public host has.</summary>
    internal static bool IsPrivate(IPRange range) => PrivateRanges.Any(known => known.Contains(range));

    /// <summary>
    /// Whether an object's <c>istio.io/rev</c> label leaves it active: absent, or a revision in use. An empty one is a revision that no
    /// control plane has: Istio's charts call the unnamed one <c>default</c>.
    /// </summary>
    public bool IsActiveRevision(string? label) => label is null || Revisions.Contains(label);
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

    /// <summary>Whether a host is the Service's full name. For every route of a mesh is this asked, and no name is put together for it.</summary>
    /// <param name="host">The host, expanded and normalised.</param>
    /// <param name="clusterDomain">The cluster's DNS domain.</param>
    public bool IsHost(string host, string clusterDomain)
    {
        const string Between = ".svc.";
        var rest = host.AsSpan();
        return rest.Length == Service.Length + 1 + Namespace.Length + Between.Length + clusterDomain.Length
            && rest.StartsWith(Service)
            && rest[Service.Length] == '.'
            && rest[(Service.Length + 1)..].StartsWith(Namespace)
            && rest[(Service.Length + 1 + Namespace.Length)..].StartsWith(Between)
            && rest.EndsWith(clusterDomain);
    }
}

/// <summary>What sidecars do with destinations that the mesh does not know.</summary>
public enum OutboundTrafficPolicy
{
    /// <summary>They are blocked.</summary>
    RegistryOnly,

    /// <summary>They are passed through.</summary>
    AllowAny,
}

/// <summary>How pods join the mesh.</summary>
public enum DataplaneMode
{
    /// <summary>A proxy in each pod.</summary>
    Sidecar,

    /// <summary>A proxy on each node, and waypoints.</summary>
    Ambient,
}
