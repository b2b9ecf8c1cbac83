using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>What is needed at every step of a way.</summary>
internal sealed class PathContext(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>The mesh.</summary>
    public MeshSnapshot Mesh { get; } = mesh;

    /// <summary>The policy.</summary>
    public EgressPolicy Policy { get; } = policy;

    /// <summary>Who owns hosts.</summary>
    public ServiceLookup Services { get; } = new(mesh, policy);

    /// <summary>The rules of VirtualServices.</summary>
    public RouteRules Rules { get; } = new(mesh, policy);

    /// <summary>Which VirtualServices are seen.</summary>
    public RouteOrder Order => field ??= new RouteOrder(Mesh, Policy, Rules);

    /// <summary>The DestinationRules.</summary>
    public ConnectionRules Connections { get; } = new(mesh, policy);

    /// <summary>The Sidecars.</summary>
    public SidecarScopes Scopes { get; } = new(mesh, policy);

    /// <summary>What the egress gateways listen to.</summary>
    public EgressListeners Listeners => field ??= EgressListeners.Of(Mesh, Policy);

    /// <summary>The egress gateway with this Service, or null.</summary>
    public EgressGatewaySettings? GatewayOf(string host) => EgressGateways.WithService(host, Policy);

    /// <summary>The egress gateway that DNS finds by this address of an endpoint, or null.</summary>
    public EgressGatewaySettings? GatewayAt(string? address)
    {
        var name = HostName.Normalize(address ?? "");
        var local = "." + Policy.Mesh.ClusterDomain;
        name = name.EndsWith(".svc", StringComparison.Ordinal) ? name + local : name.Split('.').Length == 2 ? name + ".svc" + local : name;
        return GatewayOf(name);
    }
}
