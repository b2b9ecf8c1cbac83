using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>The indexes of a <see cref="MeshSnapshot"/>, immutable, kept up with every change so that no question walks the mesh.</summary>
internal sealed record MeshIndexes
{
    public static MeshIndexes Empty { get; } = new();

    /// <summary>The key of what is exported to everybody: a star by itself would be a wildcard.</summary>
    public const string Everybody = "(all)";

    /// <summary>The key of what says nothing of its exports.</summary>
    public const string Unsaid = "";

    /// <summary>ServiceEntries by their hosts.</summary>
    public HostIndex ServiceEntryHosts { get; private init; } = HostIndex.Empty;

    /// <summary>VirtualServices by their hosts, expanded.</summary>
    public HostIndex VirtualServiceHosts { get; private init; } = HostIndex.Empty;

    /// <summary>VirtualServices by the hosts of their destinations and mirrors, expanded.</summary>
    public HostIndex DestinationHosts { get; private init; } = HostIndex.Empty;

    /// <summary>VirtualServices by the server names of their tls routes.</summary>
    public HostIndex ServerNames { get; private init; } = HostIndex.Empty;

    /// <summary>The VirtualServices that delegate, by the delegate's namespace and name.</summary>
    public HostIndex Roots { get; private init; } = HostIndex.Empty;

    /// <summary>VirtualServices by the namespace and name of the Gateways that they are bound to.</summary>
    public HostIndex Bindings { get; private init; } = HostIndex.Empty;

    /// <summary>DestinationRules by their hosts, expanded, for each namespace: hundreds of namespaces have rules for one host, the egress gateway's.</summary>
    public ImmutableDictionary<string, HostIndex> DestinationRulesOf { get; private init; } = ImmutableDictionary.Create<string, HostIndex>(StringComparer.Ordinal);

    /// <summary>ServiceEntries by their namespaces.</summary>
    public HostIndex EntryOwners { get; private init; } = HostIndex.Empty;

    /// <summary>ServiceEntries by the items of their exports, <c>.</c> being their namespace; those that write none by "".</summary>
    public HostIndex EntryViewers { get; private init; } = HostIndex.Empty;

    /// <summary>VirtualServices by the items of their exports, <c>.</c> being their namespace; those that write none by "".</summary>
    public HostIndex RouteViewers { get; private init; } = HostIndex.Empty;

    /// <summary>Sidecars by their namespaces.</summary>
    public HostIndex Sidecars { get; private init; } = HostIndex.Empty;

    /// <summary>Routes of the Gateway API by their kind and the ServiceEntries that they are for: routes of different kinds may have one name.</summary>
    public HostIndex EntryRoutes { get; private init; } = HostIndex.Empty;

    /// <summary>The indexes after an object was added, replaced or removed.</summary>
    /// <param name="before">The object as it was; null when it is new.</param>
    /// <param name="now">The object as it is; null when it is gone.</param>
    /// <param name="owner">Its identity.</param>
    /// <param name="clusterDomain">The domain with which short names are expanded.</param>
    public MeshIndexes Changed(KubeObject? before, KubeObject? now, ObjectRef owner, string clusterDomain) => (before ?? now) switch
    {
        ServiceEntry => this with
        {
            ServiceEntryHosts = Reindex(ServiceEntryHosts, owner, before, now, HostsOfServiceEntry),
            EntryOwners = Reindex(EntryOwners, owner, before, now, _ => [owner.Namespace]),
            EntryViewers = Reindex(EntryViewers, owner, before, now, item => ViewersOf((item as ServiceEntry)?.Spec?.ExportTo, owner)),
        },
        VirtualService => this with
        {
            VirtualServiceHosts = Reindex(VirtualServiceHosts, owner, before, now, item => HostsOf(item, owner, clusterDomain)),
            DestinationHosts = Reindex(DestinationHosts, owner, before, now, item => DestinationsOf(item, owner, clusterDomain)),
            ServerNames = Reindex(ServerNames, owner, before, now, ServerNamesOf),
            Roots = Reindex(Roots, owner, before, now, item => DelegatesOf(item, owner)),
            RouteViewers = Reindex(RouteViewers, owner, before, now, item => ViewersOf((item as VirtualService)?.Spec?.ExportTo, owner)),
            Bindings = Reindex(Bindings, owner, before, now, item => GatewaysOf(item, owner)),
        },
        DestinationRule => this with
        {
            DestinationRulesOf = DestinationRulesOf.SetItem(
                owner.Namespace,
                Reindex(
                    DestinationRulesOf.GetValueOrDefault(owner.Namespace, HostIndex.Empty), owner, before, now,
                    item => RuledHost(item, owner, clusterDomain))),
        },
        KubernetesRoute => this with
        {
            EntryRoutes = Reindex(EntryRoutes, owner, before, now, item => EntriesOf(item, owner)),
        },
        Sidecar => this with { Sidecars = Reindex(Sidecars, owner, before, now, _ => [owner.Namespace]) },
        _ => this,
    };

    private static HostIndex Reindex(
        HostIndex index, ObjectRef owner, KubeObject? before, KubeObject? now, Func<KubeObject, IEnumerable<string>> keys)
    {
        index = (before is null ? [] : keys(before)).Aggregate(index, (hosts, host) => hosts.Remove(host, owner));
        return (now is null ? [] : keys(now)).Aggregate(index, (hosts, host) => hosts.Add(host, owner));
    }

    private static IEnumerable<string> HostsOfServiceEntry(KubeObject entry) =>
        entry is ServiceEntry { Spec: { } spec } ? spec.Hosts.Select(HostName.Normalize) : [];

    private static IEnumerable<string> HostsOf(KubeObject service, ObjectRef owner, string domain) =>
        service is VirtualService { Spec: { } spec } ? spec.Hosts.Select(host => FullName(host, owner, domain)) : [];

    private static IEnumerable<string> DestinationsOf(KubeObject service, ObjectRef owner, string domain) =>
        service is VirtualService { Spec: { } spec } ? VirtualServiceRoutes.Destinations(spec).Select(host => FullName(host, owner, domain)) : [];

    private static IEnumerable<string> ServerNamesOf(KubeObject service) => service is VirtualService { Spec: { } spec }
        ? spec.Tls.SelectMany(route => route.Match).SelectMany(match => match.SniHosts).Select(HostName.Normalize)
        : [];

    private static IEnumerable<string> DelegatesOf(KubeObject service, ObjectRef owner) =>
        service is VirtualService { Spec: { } spec }
            ? VirtualServiceRoutes.Delegates(spec, owner.Namespace).Select(reference => reference.ToString())
            : [];

    private static IEnumerable<string> GatewaysOf(KubeObject service, ObjectRef owner) =>
        service is VirtualService { Spec: { } spec }
            ? spec.Gateways.Where(name => name != GatewayReference.Mesh).Select(name => GatewayReference.Resolve(name, owner.Namespace).ToString())
            : [];

    private static IEnumerable<string> RuledHost(KubeObject rule, ObjectRef owner, string domain) =>
        rule is DestinationRule { Spec.Host: { } host } ? [FullName(host, owner, domain)] : [];

    private static IEnumerable<string> ViewersOf(IReadOnlyList<string>? exportTo, ObjectRef owner) =>
        exportTo is null or [] ? [Unsaid] : exportTo.Select(item => item == "." ? owner.Namespace : item == "*" ? Everybody : item);

    private static IEnumerable<string> EntriesOf(KubeObject route, ObjectRef owner) => route is KubernetesRoute { Spec: { } spec }
        ? spec.ParentRefs
            .Where(parent => parent is { Group: "networking.istio.io", Kind: "ServiceEntry", Name: not null })
            .Select(parent => RouteKey(
                route.Kind, new ObjectRef(string.IsNullOrEmpty(parent.Namespace) ? owner.Namespace : parent.Namespace, parent.Name!)))
        : [];

    /// <summary>The key of <see cref="EntryRoutes"/>.</summary>
    public static string RouteKey(ObjectKind kind, ObjectRef serviceEntry) => $"{ObjectKinds.NameOf(kind)} {serviceEntry}";

    private static string FullName(string host, ObjectRef owner, string domain) =>
        HostName.Normalize(HostName.Expand(host, owner.Namespace, domain));
}
