using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// The mesh legs that take a host to the egress gateway: routes that the clients' sidecars apply and that lead to its Service
/// (istio-egress.md 2.3, 2.6). Which of several VirtualServices wins is the egress path's question; here it is whether there is any.
/// </summary>
internal sealed class MeshLegs
{
    private readonly string _host;
    private readonly HashSet<string> _clients;
    private readonly List<(RouteLeg Leg, VirtualService Service, ObjectRef Reference)> _legs;
    private readonly EgressPolicy _policy;

    private MeshLegs(string host, HashSet<string> clients, List<(RouteLeg, VirtualService, ObjectRef)> legs, EgressPolicy policy) =>
        (_host, _clients, _legs, _policy) = (host, clients, legs, policy);

    /// <summary>Finds the legs for all of a host: a VirtualService for one name under a wildcard leaves the others uncovered.</summary>
    /// <param name="host">The host as the ServiceEntry writes it.</param>
    /// <param name="clients">The namespaces whose sidecars must apply them.</param>
    /// <param name="mesh">The mesh.</param>
    /// <param name="policy">The policy, for the gateways, the revisions and the default exports.</param>
    public static MeshLegs To(string host, HashSet<string> clients, MeshSnapshot mesh, EgressPolicy policy)
    {
        var normalized = HostName.Normalize(host);
        var legs = new List<(RouteLeg, VirtualService, ObjectRef)>();
        foreach (var reference in mesh.VirtualServicesOverlapping(normalized))
        {
            var service = mesh.FindVirtualService(reference)!;
            if (policy.Mesh.IsActiveRevision(service.Metadata.Label("istio.io/rev")) && Covers(service.Spec!, reference, normalized, mesh))
            {
                legs.AddRange(VirtualServiceRoutes.Legs(service, reference, mesh)
                    .Where(leg => leg.AtMesh && EgressGateways.IsService(leg.Host, policy))
                    .Select(leg => (leg, service, reference)));
            }
        }

        return new MeshLegs(normalized, clients, legs, policy);
    }

    /// <summary>Whether every block that a sidecar may apply to the port leads to the gateway, for every client.</summary>
    public bool Covers(ServiceEntryPort port)
    {
        var blocks = PortProtocol.BlocksOf(port.Protocol);
        foreach (var block in (ReadOnlySpan<RouteBlocks>)[RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp])
        {
            if (blocks.HasFlag(block) && !_clients.All(client => _legs.Exists(entry =>
                    entry.Leg.Block == block && Holds(entry.Leg.Match, port, client) && IsVisible(entry.Service, entry.Reference, client))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Covers(VirtualServiceSpec spec, ObjectRef reference, string host, MeshSnapshot mesh) => spec.Hosts.Any(item =>
        HostName.IsCoveredBy(host, HostName.Normalize(HostName.Expand(item, reference.Namespace, mesh.ClusterDomain))));

    private bool IsVisible(VirtualService service, ObjectRef reference, string client) => ExportScope.Includes(
        ExportScope.Effective(service.Spec!.ExportTo, _policy.Mesh.DefaultExportTo), reference.Namespace, client);

    /// <summary>The conditions that istiod evaluates beforehand; with a source label, the clients without it have no such route (VS-6).</summary>
    private bool Holds(RouteMatch? match, ServiceEntryPort port, string client) =>
        match is null
        || ((match.Port is null || match.Port == port.Number)
            && (match.SniHosts.Count == 0 || match.SniHosts.Any(sni => HostName.IsCoveredBy(_host, HostName.Normalize(sni))))
            && match.SourceLabels.Count == 0
            && (string.IsNullOrEmpty(match.SourceNamespace) || match.SourceNamespace == client));
}
