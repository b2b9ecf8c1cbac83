using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>A VirtualService with hosts.</summary>
internal sealed class RoutedService
{
    private readonly RouteReader _reader;
    private readonly RouteRule[]?[] _rules = new RouteRule[]?[3];

    private RoutedService(MeshObject found, string clusterDomain)
    {
        _reader = new RouteReader(clusterDomain);
        Service = (VirtualService)found.Value;
        Reference = found.Reference;
        var spec = Service.Spec!;
        var hosts = new string[spec.Hosts.Count];
        for (var i = 0; i < hosts.Length; i++)
        {
            hosts[i] = HostName.Expand(spec.Hosts[i], Reference.Namespace, clusterDomain);
        }

        Hosts = ImmutableCollectionsMarshal.AsImmutableArray(hosts);
        LowerHosts = [.. HostName.LowerAll(hosts)];
        NormalHosts = [.. HostName.NormalizeAll(hosts)];
        AtMesh = spec.Gateways.Count == 0 || spec.Gateways.Contains(GatewayReference.Mesh);
        Gateways = RouteReader.Resolve(spec.Gateways, Reference.Namespace);
        Delegates = spec.Http.Any(route => route.Delegate?.Name is not null);
    }

    /// <summary>The object.</summary>
    public VirtualService Service { get; }

    /// <summary>Its namespace and name.</summary>
    public ObjectRef Reference { get; }

    /// <summary>Its hosts, expanded, as written otherwise.</summary>
    public ImmutableArray<string> Hosts { get; }

    /// <summary>Its hosts for http routes and for servers: capital letters do not count, a trailing dot does.</summary>
    public ImmutableArray<string> LowerHosts { get; }

    /// <summary>Its hosts, normalised.</summary>
    public ImmutableArray<string> NormalHosts { get; }

    /// <summary>Whether it is bound to sidecars.</summary>
    public bool AtMesh { get; }

    /// <summary>The Gateways that it is bound to.</summary>
    public ImmutableArray<ObjectRef> Gateways { get; }

    /// <summary>Whether other VirtualServices have some of its http routes, so that these hang on the mesh.</summary>
    public bool Delegates { get; }

    /// <summary>The VirtualService; null when it is a delegate, without hosts, or not in the mesh.</summary>
    public static RoutedService? Find(MeshSnapshot mesh, ObjectRef reference) =>
        mesh.Entry(ObjectKind.VirtualService, reference) is { Value: VirtualService { Spec.Hosts.Count: > 0 } } found
            ? found.Notes(static (entry, domain) => new RoutedService(entry, domain), mesh.ClusterDomain)
            : null;

    /// <summary>The object, or a place in it.</summary>
    public PathObject Place(string pointer = "") => new(ObjectKind.VirtualService, Reference, pointer);

    /// <summary>Its own rules of a block, without those of delegates.</summary>
    public IReadOnlyList<RouteRule> OwnRules(RouteBlocks block)
    {
        ref var rules = ref _rules[block switch { RouteBlocks.Http => 0, RouteBlocks.Tls => 1, _ => 2 }];
        if (rules is { } known)
        {
            return known;
        }

        var read = _reader.Read(this, block);
        return Interlocked.CompareExchange(ref rules, read, null) ?? read;
    }
}
