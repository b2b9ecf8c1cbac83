using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// The objects of the mesh at one moment, immutable. A change gives a new snapshot that shares the rest, so that one writer can swap
/// it atomically while every review reads one consistent state. The object under review is laid over the mesh.
/// </summary>
public sealed class MeshSnapshot
{
    private readonly MeshObjects _objects;
    private readonly ulong _complete;
    private readonly MeshIndexes _indexes;
    private readonly MeshOverlay? _overlay;

    private MeshSnapshot(
        string clusterDomain, ulong complete, MeshObjects objects, MeshIndexes indexes, MeshOverlay? overlay = null) =>
        (ClusterDomain, _complete, _objects, _indexes, _overlay) = (clusterDomain, complete, objects, indexes, overlay);

    /// <summary>The kinds that rules look up. Objects of the others leave a mesh as it is.</summary>
    public static ImmutableArray<ObjectKind> Kinds { get; } =
    [
        ObjectKind.ServiceEntry, ObjectKind.VirtualService, ObjectKind.Gateway, ObjectKind.DestinationRule, ObjectKind.Sidecar,
        ObjectKind.Namespace, ObjectKind.Service, ObjectKind.HTTPRoute, ObjectKind.GRPCRoute, ObjectKind.TLSRoute, ObjectKind.TCPRoute,
        ObjectKind.AuthorizationPolicy,
    ];

    /// <summary>The DNS domain with which short names were expanded. It must equal the policy's: see <see cref="ForDomain"/>.</summary>
    public string ClusterDomain { get; }

    /// <summary>A mesh that is known to hold nothing yet.</summary>
    public static MeshSnapshot Empty { get; } = new("cluster.local", ulong.MaxValue, MeshObjects.None, MeshIndexes.Empty);

    /// <summary>A mesh of which nothing is known: what is not in it may well exist. Rules that need more say so.</summary>
    public static MeshSnapshot Unknown { get; } = new("cluster.local", 0, MeshObjects.None, MeshIndexes.Empty);

    /// <summary>How many objects of the kind are in the mesh.</summary>
    public int Count(ObjectKind kind) => Objects(kind).Count;

    /// <summary>Whether every object of the kind is in the mesh, so that absence means something.</summary>
    public bool Knows(ObjectKind kind) => (_complete & Bit(kind)) != 0;

    /// <summary>The same mesh, known to hold every object of these kinds.</summary>
    public MeshSnapshot Knowing(params ReadOnlySpan<ObjectKind> kinds)
    {
        var complete = _complete;
        foreach (var kind in kinds)
        {
            complete |= Bit(kind);
        }

        return new MeshSnapshot(ClusterDomain, complete, _objects, _indexes, _overlay);
    }

    /// <summary>The same mesh for a cluster with this DNS domain.</summary>
    public MeshSnapshot ForDomain(string clusterDomain)
    {
        if (clusterDomain == ClusterDomain)
        {
            return this;
        }

        var rebuilt = new MeshSnapshot(clusterDomain, _complete, MeshObjects.None, MeshIndexes.Empty);
        var settled = Settled();
        return Kinds.SelectMany(kind => settled.Objects(kind).Values)
            .Aggregate(rebuilt, (mesh, entry) => mesh.With(entry.Value, entry.Reference));
    }

    /// <summary>The mesh with the object added, or in place of the one with the same kind, namespace and name.</summary>
    /// <param name="added">The object; kinds that no rule looks up (Pods) leave the mesh as it is.</param>
    /// <param name="reference">Its identity. Given apart because a review names the namespace outside the object.</param>
    public MeshSnapshot With(KubeObject added, ObjectRef reference) => Settled().Changed(added.Kind, reference, added);

    /// <summary>The mesh without the object; the same mesh when it is not there.</summary>
    public MeshSnapshot Without(ObjectKind kind, ObjectRef reference) =>
        Find(kind, reference) is null ? this : Settled().Changed(kind, reference, null);

    /// <summary>
    /// What <see cref="With"/> and <see cref="Without"/> give, for one review: the indexes stay as they are, and each answer is put right.
    /// </summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="reference">Its identity.</param>
    /// <param name="value">The object; null for the mesh without it.</param>
    internal MeshSnapshot Overlaid(ObjectKind kind, ObjectRef reference, KubeObject? value)
    {
        var below = _overlay is { } other && !other.IsOf(kind, reference) ? Settled() : this;
        if (below._objects.Of(kind) is not { } objects || (value is null && !objects.ContainsKey(reference)))
        {
            return below._overlay is null ? below : new MeshSnapshot(ClusterDomain, _complete, _objects, _indexes);
        }

        return new MeshSnapshot(ClusterDomain, _complete, below._objects, below._indexes, new MeshOverlay(kind, reference, value, ClusterDomain));
    }

    /// <summary>The object, or null when it is not in the mesh.</summary>
    public KubeObject? Find(ObjectKind kind, ObjectRef reference) => Entry(kind, reference)?.Value;

    /// <summary>The object with what was worked out of it, or null when it is not in the mesh.</summary>
    internal MeshObject? Entry(ObjectKind kind, ObjectRef reference) => _overlay is { } overlay && overlay.IsOf(kind, reference)
        ? overlay.Object
        : _objects.Of(kind) is { } objects && objects.TryGetValue(reference, out var found) ? found : null;

    /// <summary>The objects of a kind, in no particular order.</summary>
    public IEnumerable<KeyValuePair<ObjectRef, KubeObject>> All(ObjectKind kind) =>
        Objects(kind).Values.Select(entry => KeyValuePair.Create(entry.Reference, entry.Value));

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
    public IReadOnlyList<ObjectRef> ServiceEntriesDeclaring(string host) => Having(MeshKey.EntryHost, HostName.Normalize(host));

    /// <summary>The ServiceEntries with a host that overlaps this one, ordered by namespace and name.</summary>
    public IReadOnlyList<ObjectRef> ServiceEntriesOverlapping(string host) => Overlapping(MeshKey.EntryHost, HostName.Normalize(host));

    /// <summary>The VirtualServices with a host, once expanded, that overlaps this one, ordered by namespace and name.</summary>
    public IReadOnlyList<ObjectRef> VirtualServicesOverlapping(string host) => Overlapping(MeshKey.RouteHost, HostName.Normalize(host));

    /// <summary>The VirtualServices of which some route or mirror names exactly this host as destination, once expanded, ordered.</summary>
    public IReadOnlyList<ObjectRef> VirtualServicesSendingTo(string host) => Having(MeshKey.RouteDestination, HostName.Normalize(host));

    /// <summary>The VirtualServices with a tls route for a server name that overlaps this one, ordered.</summary>
    public IReadOnlyList<ObjectRef> VirtualServicesForServerName(string name) => Overlapping(MeshKey.RouteServerName, HostName.Normalize(name));

    /// <summary>The VirtualServices with a tls route for exactly this server name or pattern, ordered.</summary>
    public IReadOnlyList<ObjectRef> VirtualServicesWithServerName(string name) => Having(MeshKey.RouteServerName, HostName.Normalize(name));

    /// <summary>The VirtualServices bound to a Gateway, ordered.</summary>
    public IReadOnlyList<ObjectRef> VirtualServicesBoundTo(ObjectRef gateway) => Having(MeshKey.RouteGateway, gateway.ToString());

    /// <summary>The DestinationRules of a namespace with a host, once expanded, that overlaps this one, ordered.</summary>
    public IReadOnlyList<ObjectRef> DestinationRulesOverlapping(string host, string @namespace)
    {
        var name = HostName.Normalize(host);
        var found = _indexes.RuledHostsOf(@namespace).Overlapping(name);
        return _overlay is { Kind: ObjectKind.DestinationRule } overlay && overlay.Reference.Namespace == @namespace
            ? overlay.Overlapping(found, MeshKey.RuledHost, name)
            : found;
    }

    /// <summary>Whether a namespace may have a DestinationRule: where it has none for certain, nothing need be looked up.</summary>
    internal bool MayHaveDestinationRules(string @namespace) => !_indexes.RuledHostsOf(@namespace).IsEmpty
        || (_overlay is { Kind: ObjectKind.DestinationRule, Object: not null } overlay && overlay.Reference.Namespace == @namespace);

    /// <summary>The ServiceEntries of a namespace, ordered.</summary>
    public IReadOnlyList<ObjectRef> ServiceEntriesOf(string @namespace) => Having(MeshKey.EntryNamespace, @namespace);

    /// <summary>The ServiceEntries that may be seen in a namespace: those exported to it, to everybody, and those that say nothing.</summary>
    public IReadOnlyList<ObjectRef> ServiceEntriesFor(string @namespace) => For(MeshKey.EntryViewer, @namespace);

    /// <summary>The VirtualServices that may be seen in a namespace: those exported to it, to everybody, and those that say nothing.</summary>
    public IReadOnlyList<ObjectRef> VirtualServicesFor(string @namespace) => For(MeshKey.RouteViewer, @namespace);

    /// <summary>The routes of the Gateway API of a kind that are for a ServiceEntry, ordered.</summary>
    public IReadOnlyList<ObjectRef> RoutesFor(ObjectKind kind, ObjectRef serviceEntry)
    {
        if (Count(kind) == 0)
        {
            return [];
        }

        var key = MeshKeys.OfRoute(kind, serviceEntry);
        var found = _indexes.By(MeshKey.EntryRoute).OwnersOf(key);
        return _overlay is { } overlay && overlay.Kind == kind ? overlay.Having(found, MeshKey.EntryRoute, key) : found;
    }

    /// <summary>The Sidecars of a namespace, ordered.</summary>
    public IReadOnlyList<ObjectRef> SidecarsOf(string @namespace) => Having(MeshKey.SidecarNamespace, @namespace);

    /// <summary>
    /// The VirtualServices whose routes include this one's: itself where it has hosts of its own, and those that delegate to it.
    /// Ordered by namespace and name.
    /// </summary>
    public IReadOnlyList<ObjectRef> RootsOf(ObjectRef virtualService) => Having(MeshKey.RouteDelegate, virtualService.ToString()).Add(virtualService);

    /// <summary>The Gateways. What is worked out of all of them holds for every snapshot with the same ones.</summary>
    internal ImmutableDictionary<ObjectRef, MeshObject> Gateways => field ??= Objects(ObjectKind.Gateway);

    private ImmutableSortedSet<ObjectRef> Having(MeshKey key, string value)
    {
        var found = _indexes.By(key).OwnersOf(value);
        return _overlay is { } overlay && overlay.Has(key) ? overlay.Having(found, key, value) : found;
    }

    private ImmutableSortedSet<ObjectRef> Overlapping(MeshKey key, string host)
    {
        var found = _indexes.By(key).Overlapping(host);
        return _overlay is { } overlay && overlay.Has(key) ? overlay.Overlapping(found, key, host) : found;
    }

    private static ulong Bit(ObjectKind kind) => 1UL << (int)kind;

    private ImmutableSortedSet<ObjectRef> For(MeshKey viewers, string @namespace) =>
        Having(viewers, @namespace).Union(Having(viewers, MeshKeys.Everybody)).Union(Having(viewers, MeshKeys.Unsaid));

    /// <summary>The objects of a kind, those of an overlay among them.</summary>
    private ImmutableDictionary<ObjectRef, MeshObject> Objects(ObjectKind kind)
    {
        var objects = _objects.Of(kind) ?? ImmutableDictionary<ObjectRef, MeshObject>.Empty;
        return _overlay is not { } overlay || overlay.Kind != kind ? objects
            : overlay.Object is { } now ? objects.SetItem(overlay.Reference, now)
            : objects.Remove(overlay.Reference);
    }

    /// <summary>The same mesh without an overlay: what it lays over is in the indexes.</summary>
    private MeshSnapshot Settled() => _overlay is { } overlay
        ? new MeshSnapshot(ClusterDomain, _complete, _objects, _indexes).Changed(overlay.Kind, overlay.Reference, overlay.Object?.Value)
        : this;

    private MeshSnapshot Changed(ObjectKind kind, ObjectRef reference, KubeObject? now)
    {
        if (_objects.Of(kind) is not { } objects)
        {
            return this;
        }

        var indexes = _indexes.Changed(objects.GetValueOrDefault(reference)?.Value, now, reference, ClusterDomain);
        objects = now is null ? objects.Remove(reference) : objects.SetItem(reference, new MeshObject(KeptObject.Of(now), reference));
        return new MeshSnapshot(ClusterDomain, _complete, _objects.With(kind, objects), indexes);
    }
}
