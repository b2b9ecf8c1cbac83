using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// The objects of the mesh at one moment, immutable. A change gives a new snapshot that shares the rest, so that one writer can swap
/// it atomically while every review reads one consistent state; the same step lays the object under review over the mesh.
/// </summary>
public sealed class MeshSnapshot
{
    private readonly ImmutableDictionary<ObjectKind, ImmutableDictionary<ObjectRef, KubeObject>> _objects;
    private readonly ImmutableHashSet<ObjectKind> _complete;
    private readonly MeshIndexes _indexes;

    private MeshSnapshot(
        string clusterDomain, ImmutableHashSet<ObjectKind> complete,
        ImmutableDictionary<ObjectKind, ImmutableDictionary<ObjectRef, KubeObject>> objects, MeshIndexes indexes) =>
        (ClusterDomain, _complete, _objects, _indexes) = (clusterDomain, complete, objects, indexes);

    /// <summary>The kinds that rules look up. Objects of the others leave a mesh as it is.</summary>
    public static ImmutableArray<ObjectKind> Kinds { get; } =
    [
        ObjectKind.ServiceEntry, ObjectKind.VirtualService, ObjectKind.Gateway, ObjectKind.DestinationRule, ObjectKind.Sidecar,
        ObjectKind.Namespace, ObjectKind.Service, ObjectKind.HTTPRoute, ObjectKind.GRPCRoute, ObjectKind.TLSRoute, ObjectKind.TCPRoute,
        ObjectKind.AuthorizationPolicy,
    ];

    private static readonly ImmutableDictionary<ObjectKind, ImmutableDictionary<ObjectRef, KubeObject>> Nothing =
        Kinds.ToImmutableDictionary(kind => kind, _ => ImmutableDictionary<ObjectRef, KubeObject>.Empty);

    /// <summary>The DNS domain with which short names were expanded. It must equal the policy's: see <see cref="ForDomain"/>.</summary>
    public string ClusterDomain { get; }

    /// <summary>A mesh that is known to hold nothing yet.</summary>
    public static MeshSnapshot Empty { get; } = new("cluster.local", [.. Enum.GetValues<ObjectKind>()], Nothing, MeshIndexes.Empty);

    /// <summary>A mesh of which nothing is known: what is not in it may well exist. Rules that need more say so.</summary>
    public static MeshSnapshot Unknown { get; } = new("cluster.local", [], Nothing, MeshIndexes.Empty);

    /// <summary>How many objects of the kind are in the mesh.</summary>
    public int Count(ObjectKind kind) => _objects.GetValueOrDefault(kind)?.Count ?? 0;

    /// <summary>Whether every object of the kind is in the mesh, so that absence means something.</summary>
    public bool Knows(ObjectKind kind) => _complete.Contains(kind);

    /// <summary>The same mesh, known to hold every object of these kinds.</summary>
    public MeshSnapshot Knowing(params ReadOnlySpan<ObjectKind> kinds) =>
        new(ClusterDomain, _complete.Union([.. kinds]), _objects, _indexes);

    /// <summary>The same mesh for a cluster with this DNS domain.</summary>
    public MeshSnapshot ForDomain(string clusterDomain)
    {
        if (clusterDomain == ClusterDomain)
        {
            return this;
        }

        var rebuilt = new MeshSnapshot(clusterDomain, _complete, Nothing, MeshIndexes.Empty);
        return _objects.Values.SelectMany(objects => objects).Aggregate(rebuilt, (mesh, entry) => mesh.With(entry.Value, entry.Key));
    }

    /// <summary>The mesh with the object added, or in place of the one with the same kind, namespace and name.</summary>
    /// <param name="added">The object; kinds that no rule looks up (Pods) leave the mesh as it is.</param>
    /// <param name="reference">Its identity. Given apart because a review names the namespace outside the object.</param>
    public MeshSnapshot With(KubeObject added, ObjectRef reference) => Changed(added.Kind, reference, added);

    /// <summary>The mesh without the object; the same mesh when it is not there.</summary>
    public MeshSnapshot Without(ObjectKind kind, ObjectRef reference) => Find(kind, reference) is null ? this : Changed(kind, reference, null);

    /// <summary>The object, or null when it is not in the mesh.</summary>
    public KubeObject? Find(ObjectKind kind, ObjectRef reference) => _objects.GetValueOrDefault(kind)?.GetValueOrDefault(reference);

    /// <summary>The objects of a kind, in no particular order.</summary>
    public IEnumerable<KeyValuePair<ObjectRef, KubeObject>> All(ObjectKind kind) =>
        _objects.GetValueOrDefault(kind) ?? ImmutableDictionary<ObjectRef, KubeObject>.Empty;

    /// <summary>The namespace, or null when it is not in the mesh.</summary>
    public Namespace? FindNamespace(string name) => Find(ObjectKind.Namespace, new ObjectRef("", name)) as Namespace;

    /// <summary>The Gateway, or null when it is not in the mesh.</summary>
    public Gateway? FindGateway(ObjectRef reference) => Find(ObjectKind.Gateway, reference) as Gateway;

    /// <summary>The ServiceEntry, or null when it is not in the mesh.</summary>
    public ServiceEntry? FindServiceEntry(ObjectRef reference) => Find(ObjectKind.ServiceEntry, reference) as ServiceEntry;

    /// <summary>The VirtualService, or null when it is not in the mesh.</summary>
    public VirtualService? FindVirtualService(ObjectRef reference) => Find(ObjectKind.VirtualService, reference) as VirtualService;

    /// <summary>The Service, or null when it is not in the mesh.</summary>
    public Service? FindService(ObjectRef reference) => Find(ObjectKind.Service, reference) as Service;

    /// <summary>The DestinationRule, or null when it is not in the mesh.</summary>
    public DestinationRule? FindDestinationRule(ObjectRef reference) => Find(ObjectKind.DestinationRule, reference) as DestinationRule;

    /// <summary>The ServiceEntries that declare exactly this host, ordered by namespace and name.</summary>
    public IEnumerable<ObjectRef> ServiceEntriesDeclaring(string host) => _indexes.ServiceEntryHosts.OwnersOf(HostName.Normalize(host));

    /// <summary>The ServiceEntries with a host that overlaps this one, ordered by namespace and name.</summary>
    public IEnumerable<ObjectRef> ServiceEntriesOverlapping(string host) => _indexes.ServiceEntryHosts.Overlapping(HostName.Normalize(host));

    /// <summary>The VirtualServices with a host, once expanded, that overlaps this one, ordered by namespace and name.</summary>
    public IEnumerable<ObjectRef> VirtualServicesOverlapping(string host) => _indexes.VirtualServiceHosts.Overlapping(HostName.Normalize(host));

    /// <summary>The VirtualServices of which some route or mirror names exactly this host as destination, once expanded, ordered.</summary>
    public IEnumerable<ObjectRef> VirtualServicesSendingTo(string host) => _indexes.DestinationHosts.OwnersOf(HostName.Normalize(host));

    /// <summary>The VirtualServices with a tls route for a server name that overlaps this one, ordered.</summary>
    public IEnumerable<ObjectRef> VirtualServicesForServerName(string name) => _indexes.ServerNames.Overlapping(HostName.Normalize(name));

    /// <summary>The VirtualServices with a tls route for exactly this server name or pattern, ordered.</summary>
    public IEnumerable<ObjectRef> VirtualServicesWithServerName(string name) => _indexes.ServerNames.OwnersOf(HostName.Normalize(name));

    /// <summary>The VirtualServices bound to a Gateway, ordered.</summary>
    public IEnumerable<ObjectRef> VirtualServicesBoundTo(ObjectRef gateway) => _indexes.Bindings.OwnersOf(gateway.ToString());

    /// <summary>The DestinationRules of a namespace with a host, once expanded, that overlaps this one, ordered.</summary>
    public IEnumerable<ObjectRef> DestinationRulesOverlapping(string host, string @namespace) =>
        _indexes.DestinationRulesOf.TryGetValue(@namespace, out var index) ? index.Overlapping(HostName.Normalize(host)) : [];

    /// <summary>The ServiceEntries of a namespace, ordered.</summary>
    public IEnumerable<ObjectRef> ServiceEntriesOf(string @namespace) => _indexes.EntryOwners.OwnersOf(@namespace);

    /// <summary>The ServiceEntries that may be seen in a namespace: those exported to it, to everybody, and those that say nothing.</summary>
    public IEnumerable<ObjectRef> ServiceEntriesFor(string @namespace) => For(_indexes.EntryViewers, @namespace);

    /// <summary>The VirtualServices that may be seen in a namespace: those exported to it, to everybody, and those that say nothing.</summary>
    public IEnumerable<ObjectRef> VirtualServicesFor(string @namespace) => For(_indexes.RouteViewers, @namespace);

    /// <summary>The routes of the Gateway API of a kind that are for a ServiceEntry, ordered.</summary>
    public IEnumerable<ObjectRef> RoutesFor(ObjectKind kind, ObjectRef serviceEntry) =>
        _indexes.EntryRoutes.OwnersOf(MeshIndexes.RouteKey(kind, serviceEntry));

    /// <summary>The Sidecars of a namespace, ordered.</summary>
    public IEnumerable<ObjectRef> SidecarsOf(string @namespace) => _indexes.Sidecars.OwnersOf(@namespace);

    /// <summary>
    /// The VirtualServices whose routes include this one's: itself where it has hosts of its own, and those that delegate to it.
    /// Ordered by namespace and name.
    /// </summary>
    public IEnumerable<ObjectRef> RootsOf(ObjectRef virtualService) => _indexes.Roots.OwnersOf(virtualService.ToString()).Add(virtualService);

    /// <summary>What is worked out once for all snapshots with the same Gateways.</summary>
    internal ImmutableDictionary<ObjectRef, KubeObject> Gateways => _objects[ObjectKind.Gateway];

    private static ImmutableSortedSet<ObjectRef> For(HostIndex viewers, string @namespace) => viewers.OwnersOf(@namespace)
        .Union(viewers.OwnersOf(MeshIndexes.Everybody)).Union(viewers.OwnersOf(MeshIndexes.Unsaid));

    private MeshSnapshot Changed(ObjectKind kind, ObjectRef reference, KubeObject? now)
    {
        if (_objects.GetValueOrDefault(kind) is not { } objects)
        {
            return this;
        }

        var indexes = _indexes.Changed(objects.GetValueOrDefault(reference), now, reference, ClusterDomain);
        objects = now is null ? objects.Remove(reference) : objects.SetItem(reference, now);
        return new MeshSnapshot(ClusterDomain, _complete, _objects.SetItem(kind, objects), indexes);
    }
}
