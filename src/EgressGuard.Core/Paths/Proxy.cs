using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Whose eyes look at the mesh: the sidecars of one sort of pod, or an egress gateway.</summary>
/// <param name="Namespace">The proxy's namespace.</param>
/// <param name="Labels">The labels of its pod that conditions mention.</param>
/// <param name="Scope">What the Sidecar that holds for it imports; null for gateways and where no Sidecar holds.</param>
/// <param name="IsGateway">Whether it is an egress gateway.</param>
internal sealed record Proxy(
    string Namespace, ImmutableSortedDictionary<string, string> Labels, SidecarScope? Scope, bool IsGateway)
{
    /// <summary>No labels.</summary>
    public static ImmutableSortedDictionary<string, string> NoLabels { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The proxies of an egress gateway: no Sidecar holds for them.</summary>
    public static Proxy Of(EgressGatewaySettings gateway) => new(gateway.Namespace, gateway.Selector, null, IsGateway: true);

    /// <summary>Whether the pod carries all of the labels.</summary>
    public bool Carries(IReadOnlyDictionary<string, string?> labels) =>
        labels.All(label => Labels.TryGetValue(label.Key, out var value) && value == (label.Value ?? ""));
}

/// <summary>What one listener of a Sidecar imports (istio-egress.md 4.9).</summary>
/// <param name="Sidecar">The Sidecar.</param>
/// <param name="Reference">Its namespace and name.</param>
/// <param name="Items">The items of <c>hosts</c>; null where it imports everything.</param>
/// <param name="Pointer">The place of the items.</param>
internal sealed record SidecarScope(Sidecar Sidecar, ObjectRef Reference, ImmutableArray<SidecarImport>? Items, string Pointer)
{
    /// <summary>Whether it knows a service: an item is its host or covers it, and none excludes it.</summary>
    public bool ImportsService(string host, string @namespace) =>
        Items is not { } items
        || (items.Any(item => !item.Excludes && item.IsFor(@namespace) && Mesh.HostName.IsCoveredBy(host, item.Host))
            && !IsExcluded(host, @namespace, items));

    /// <summary>Whether it knows a VirtualService: an item overlaps one of its hosts, and none excludes that host.</summary>
    public bool ImportsRoutes(IEnumerable<string> hosts, string @namespace) =>
        Items is not { } items
        || hosts.Any(host => items.Any(item => !item.Excludes && item.IsFor(@namespace) && Mesh.HostName.Overlap(host, item.Host))
            && !IsExcluded(host, @namespace, items));

    private static bool IsExcluded(string host, string @namespace, ImmutableArray<SidecarImport> items) =>
        items.Any(item => item.Excludes && item.IsFor(@namespace) && Mesh.HostName.IsCoveredBy(host, item.Host));
}

/// <summary>An item of <c>hosts</c>: <c>namespace/host</c>.</summary>
/// <param name="Namespace">The namespace, <c>*</c> for all; <c>~</c> for none.</param>
/// <param name="Host">The host or pattern, normalised.</param>
/// <param name="Excludes">Whether it takes away instead of adding.</param>
internal sealed record SidecarImport(string Namespace, string Host, bool Excludes)
{
    /// <summary>Reads an item.</summary>
    /// <param name="text">As written.</param>
    /// <param name="own">The namespace that <c>.</c> stands for.</param>
    public static SidecarImport Read(string text, string own)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (scope, host) = slash < 0 ? ("*", text) : (text[..slash], text[(slash + 1)..]);
        var excludes = scope.Length > 1 && scope[0] == '~';
        scope = excludes ? scope[1..] : scope;
        return new SidecarImport(scope == "." ? own : scope, Mesh.HostName.Normalize(host), excludes);
    }

    /// <summary>Whether it concerns objects of the namespace.</summary>
    public bool IsFor(string @namespace) => Namespace == "*" || Namespace == @namespace;
}
