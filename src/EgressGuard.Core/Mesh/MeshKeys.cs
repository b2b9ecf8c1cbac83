using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>The keys under which an object of the mesh is found.</summary>
internal static class MeshKeys
{
    /// <summary>The key of what is exported to everybody: a star by itself would be a wildcard.</summary>
    public const string Everybody = "(all)";

    /// <summary>The key of what says nothing of its exports.</summary>
    public const string Unsaid = "";

    /// <summary>By what objects like this one are found.</summary>
    public static ReadOnlySpan<MeshKey> For(KubeObject value) => value switch
    {
        ServiceEntry => [MeshKey.EntryHost, MeshKey.EntryNamespace, MeshKey.EntryViewer],
        VirtualService =>
        [
            MeshKey.RouteHost, MeshKey.RouteDestination, MeshKey.RouteServerName, MeshKey.RouteDelegate, MeshKey.RouteViewer,
            MeshKey.RouteGateway,
        ],
        DestinationRule => [MeshKey.RuledHost],
        Sidecar => [MeshKey.SidecarNamespace],
        KubernetesRoute => [MeshKey.EntryRoute],
        _ => [],
    };

    /// <summary>The keys of one sort; none where objects like this one are not found so.</summary>
    /// <param name="key">The sort.</param>
    /// <param name="value">The object.</param>
    /// <param name="owner">Its namespace and name.</param>
    /// <param name="clusterDomain">The domain with which short names are expanded.</param>
    public static IEnumerable<string> Of(MeshKey key, KubeObject value, ObjectRef owner, string clusterDomain) => (key, value) switch
    {
        (MeshKey.EntryHost, ServiceEntry { Spec: { } spec }) => spec.Hosts.Select(HostName.Normalize),
        (MeshKey.EntryNamespace, ServiceEntry) or (MeshKey.SidecarNamespace, Sidecar) => [owner.Namespace],
        (MeshKey.EntryViewer, ServiceEntry entry) => Viewers(entry.Spec?.ExportTo, owner),
        (MeshKey.RouteHost, VirtualService { Spec: { } spec }) => spec.Hosts.Select(host => FullName(host, owner, clusterDomain)),
        (MeshKey.RouteDestination, VirtualService { Spec: { } spec }) =>
            VirtualServiceRoutes.Destinations(spec).Select(host => FullName(host, owner, clusterDomain)),
        (MeshKey.RouteServerName, VirtualService { Spec: { } spec }) =>
            spec.Tls.SelectMany(route => route.Match).SelectMany(match => match.SniHosts).Select(HostName.Normalize),
        (MeshKey.RouteDelegate, VirtualService { Spec: { } spec }) =>
            VirtualServiceRoutes.Delegates(spec, owner.Namespace).Select(reference => reference.ToString()),
        (MeshKey.RouteViewer, VirtualService service) => Viewers(service.Spec?.ExportTo, owner),
        (MeshKey.RouteGateway, VirtualService { Spec: { } spec }) => spec.Gateways
            .Where(name => name != GatewayReference.Mesh)
            .Select(name => GatewayReference.Resolve(name, owner.Namespace).ToString()),
        (MeshKey.EntryRoute, KubernetesRoute route) => Entries(route, owner),
        (MeshKey.RuledHost, DestinationRule { Spec.Host: { } host }) => [FullName(host, owner, clusterDomain)],
        _ => [],
    };

    /// <summary>The key of a ServiceEntry for <see cref="MeshKey.EntryRoute"/>.</summary>
    public static string OfRoute(ObjectKind kind, ObjectRef serviceEntry) => $"{ObjectKinds.NameOf(kind)} {serviceEntry}";

    private static IEnumerable<string> Viewers(IReadOnlyList<string>? exportTo, ObjectRef owner) =>
        exportTo is null or [] ? [Unsaid] : exportTo.Select(item => item == "." ? owner.Namespace : item == "*" ? Everybody : item);

    private static IEnumerable<string> Entries(KubernetesRoute route, ObjectRef owner) => route is { Spec: { } spec }
        ? spec.ParentRefs
            .Where(parent => parent is { Group: "networking.istio.io", Kind: "ServiceEntry", Name: not null })
            .Select(parent => OfRoute(
                route.Kind, new ObjectRef(string.IsNullOrEmpty(parent.Namespace) ? owner.Namespace : parent.Namespace, parent.Name!)))
        : [];

    private static string FullName(string host, ObjectRef owner, string domain) =>
        HostName.Normalize(HostName.Expand(host, owner.Namespace, domain));
}
