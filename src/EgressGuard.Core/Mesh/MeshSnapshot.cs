using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// The objects of the mesh at one moment, immutable. A change gives a new snapshot that shares the rest, so that one writer can swap
/// it atomically while every review reads one consistent state; the same step lays the object under review over the mesh.
/// </summary>
public sealed class MeshSnapshot
{
    private readonly ImmutableDictionary<ObjectRef, KubeObject> _serviceEntries;
    private readonly ImmutableDictionary<ObjectRef, KubeObject> _virtualServices;
    private readonly ImmutableDictionary<ObjectRef, KubeObject> _gateways;
    private readonly ImmutableDictionary<ObjectRef, KubeObject> _namespaces;
    private readonly ImmutableHashSet<ObjectKind> _complete;
    private readonly HostIndex _serviceEntryHosts;
    private readonly HostIndex _virtualServiceHosts;
    private readonly HostIndex _destinationHosts;

    /// <summary>The VirtualServices that delegate, by the delegate's namespace and name.</summary>
    private readonly HostIndex _roots;

    private MeshSnapshot(string clusterDomain, ImmutableHashSet<ObjectKind> complete)
    {
        ClusterDomain = clusterDomain;
        _complete = complete;
        var nothing = ImmutableDictionary<ObjectRef, KubeObject>.Empty;
        (_serviceEntries, _virtualServices, _gateways, _namespaces) = (nothing, nothing, nothing, nothing);
        (_serviceEntryHosts, _virtualServiceHosts) = (HostIndex.Empty, HostIndex.Empty);
        (_destinationHosts, _roots) = (HostIndex.Empty, HostIndex.Empty);
    }

    private MeshSnapshot(MeshSnapshot before, ObjectKind kind, ImmutableDictionary<ObjectRef, KubeObject> objects, ObjectRef changed)
    {
        (ClusterDomain, _complete) = (before.ClusterDomain, before._complete);
        _serviceEntries = kind == ObjectKind.ServiceEntry ? objects : before._serviceEntries;
        _virtualServices = kind == ObjectKind.VirtualService ? objects : before._virtualServices;
        _gateways = kind == ObjectKind.Gateway ? objects : before._gateways;
        _namespaces = kind == ObjectKind.Namespace ? objects : before._namespaces;

        var (old, now) = (before.ObjectsOf(kind)!.GetValueOrDefault(changed), objects.GetValueOrDefault(changed));
        _serviceEntryHosts = Reindex(before._serviceEntryHosts, changed, HostsOfServiceEntry(old), HostsOfServiceEntry(now));
        _virtualServiceHosts = Reindex(
            before._virtualServiceHosts, changed, HostsOfVirtualService(old, changed.Namespace), HostsOfVirtualService(now, changed.Namespace));
        _destinationHosts = Reindex(
            before._destinationHosts, changed, DestinationsOf(old, changed.Namespace), DestinationsOf(now, changed.Namespace));
        _roots = Reindex(before._roots, changed, DelegatesOf(old, changed.Namespace), DelegatesOf(now, changed.Namespace));
    }

    /// <summary>The DNS domain with which short names were expanded. It must equal the policy's: see <see cref="ForDomain"/>.</summary>
    public string ClusterDomain { get; }

    /// <summary>A mesh that is known to hold nothing yet.</summary>
    public static MeshSnapshot Empty { get; } = new("cluster.local", [.. Enum.GetValues<ObjectKind>()]);

    /// <summary>A mesh of which nothing is known: what is not in it may well exist. Rules that need more say so.</summary>
    public static MeshSnapshot Unknown { get; } = new("cluster.local", []);

    /// <summary>How many objects of the kind are in the mesh.</summary>
    public int Count(ObjectKind kind) => ObjectsOf(kind)?.Count ?? 0;

    /// <summary>Whether every object of the kind is in the mesh, so that absence means something.</summary>
    public bool Knows(ObjectKind kind) => _complete.Contains(kind);

    /// <summary>The same mesh, known to hold every object of these kinds.</summary>
    public MeshSnapshot Knowing(params ReadOnlySpan<ObjectKind> kinds) => Rebuild(ClusterDomain, _complete.Union([.. kinds]));

    /// <summary>The same mesh for a cluster with this DNS domain.</summary>
    public MeshSnapshot ForDomain(string clusterDomain) =>
        clusterDomain == ClusterDomain ? this : Rebuild(clusterDomain, _complete);

    /// <summary>The mesh with the object added, or in place of the one with the same kind, namespace and name.</summary>
    /// <param name="added">The object; kinds that no rule looks up (Pods) leave the mesh as it is.</param>
    /// <param name="reference">Its identity. Given apart because a review names the namespace outside the object.</param>
    public MeshSnapshot With(KubeObject added, ObjectRef reference) =>
        ObjectsOf(added.Kind) is { } objects ? new MeshSnapshot(this, added.Kind, objects.SetItem(reference, added), reference) : this;

    /// <summary>The mesh without the object; the same mesh when it is not there.</summary>
    public MeshSnapshot Without(ObjectKind kind, ObjectRef reference) =>
        ObjectsOf(kind) is { } objects && objects.ContainsKey(reference)
            ? new MeshSnapshot(this, kind, objects.Remove(reference), reference)
            : this;

    /// <summary>The namespace, or null when it is not in the mesh.</summary>
    public Namespace? FindNamespace(string name) => _namespaces.GetValueOrDefault(new ObjectRef("", name)) as Namespace;

    /// <summary>The Gateway, or null when it is not in the mesh.</summary>
    public Gateway? FindGateway(ObjectRef reference) => _gateways.GetValueOrDefault(reference) as Gateway;

    /// <summary>The ServiceEntry, or null when it is not in the mesh.</summary>
    public ServiceEntry? FindServiceEntry(ObjectRef reference) => _serviceEntries.GetValueOrDefault(reference) as ServiceEntry;

    /// <summary>The VirtualService, or null when it is not in the mesh.</summary>
    public VirtualService? FindVirtualService(ObjectRef reference) => _virtualServices.GetValueOrDefault(reference) as VirtualService;

    /// <summary>The ServiceEntries that declare exactly this host, ordered by namespace and name.</summary>
    public IEnumerable<ObjectRef> ServiceEntriesDeclaring(string host) => _serviceEntryHosts.OwnersOf(HostName.Normalize(host));

    /// <summary>The ServiceEntries with a host that overlaps this one, ordered by namespace and name.</summary>
    public IEnumerable<ObjectRef> ServiceEntriesOverlapping(string host) => _serviceEntryHosts.Overlapping(HostName.Normalize(host));

    /// <summary>The VirtualServices with a host, once expanded, that overlaps this one, ordered by namespace and name.</summary>
    public IEnumerable<ObjectRef> VirtualServicesOverlapping(string host) => _virtualServiceHosts.Overlapping(HostName.Normalize(host));

    /// <summary>The VirtualServices of which some route or mirror names exactly this host as destination, once expanded, ordered.</summary>
    public IEnumerable<ObjectRef> VirtualServicesSendingTo(string host) => _destinationHosts.OwnersOf(HostName.Normalize(host));

    /// <summary>
    /// The VirtualServices whose routes include this one's: itself where it has hosts of its own, and those that delegate to it.
    /// Ordered by namespace and name.
    /// </summary>
    public IEnumerable<ObjectRef> RootsOf(ObjectRef virtualService) => _roots.OwnersOf(virtualService.ToString()).Add(virtualService);

    private MeshSnapshot Rebuild(string clusterDomain, ImmutableHashSet<ObjectKind> complete)
    {
        var rebuilt = new MeshSnapshot(clusterDomain, complete);
        foreach (var objects in (ReadOnlySpan<ImmutableDictionary<ObjectRef, KubeObject>>)
                 [_serviceEntries, _virtualServices, _gateways, _namespaces])
        {
            rebuilt = objects.Aggregate(rebuilt, (mesh, entry) => mesh.With(entry.Value, entry.Key));
        }

        return rebuilt;
    }

    private ImmutableDictionary<ObjectRef, KubeObject>? ObjectsOf(ObjectKind kind) => kind switch
    {
        ObjectKind.ServiceEntry => _serviceEntries,
        ObjectKind.VirtualService => _virtualServices,
        ObjectKind.Gateway => _gateways,
        ObjectKind.Namespace => _namespaces,
        _ => null,
    };

    private static HostIndex Reindex(HostIndex index, ObjectRef owner, IEnumerable<string> before, IEnumerable<string> after)
    {
        index = before.Aggregate(index, (hosts, host) => hosts.Remove(host, owner));
        return after.Aggregate(index, (hosts, host) => hosts.Add(host, owner));
    }

    private static IEnumerable<string> HostsOfServiceEntry(KubeObject? changed) =>
        changed is ServiceEntry { Spec: { } spec } ? spec.Hosts.Select(HostName.Normalize) : [];

    private IEnumerable<string> HostsOfVirtualService(KubeObject? changed, string @namespace) =>
        changed is VirtualService { Spec: { } spec }
            ? spec.Hosts.Select(host => HostName.Normalize(HostName.Expand(host, @namespace, ClusterDomain)))
            : [];

    private IEnumerable<string> DestinationsOf(KubeObject? changed, string @namespace) =>
        changed is VirtualService { Spec: { } spec }
            ? VirtualServiceRoutes.Destinations(spec).Select(host => HostName.Normalize(HostName.Expand(host, @namespace, ClusterDomain)))
            : [];

    private static IEnumerable<string> DelegatesOf(KubeObject? changed, string @namespace) =>
        changed is VirtualService { Spec: { } spec }
            ? VirtualServiceRoutes.Delegates(spec, @namespace).Select(reference => reference.ToString())
            : [];
}
