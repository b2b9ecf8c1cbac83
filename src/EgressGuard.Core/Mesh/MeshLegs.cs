using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// The mesh legs for a host: the routes that the clients' sidecars apply to it (istio-egress.md 2.3, 2.6). Which of several
/// VirtualServices wins is the egress path's question; here a host counts as led to the gateway only when whichever wins leads there.
/// </summary>
internal sealed class MeshLegs
{
    private readonly string _host;
    private readonly HashSet<string> _clients;
    private readonly List<Candidate> _candidates;
    private readonly EgressPolicy _policy;

    private MeshLegs(string host, HashSet<string> clients, List<Candidate> candidates, EgressPolicy policy) =>
        (_host, _clients, _candidates, _policy) = (host, clients, candidates, policy);

    /// <summary>Finds the legs of every VirtualService for the host, for part of a wildcard, or for a wildcard around it.</summary>
    /// <param name="host">The host as the ServiceEntry writes it.</param>
    /// <param name="clients">The namespaces whose sidecars must apply them.</param>
    /// <param name="mesh">The mesh.</param>
    /// <param name="policy">The policy, for the gateways, the revisions and the default exports.</param>
    public static MeshLegs For(string host, HashSet<string> clients, MeshSnapshot mesh, EgressPolicy policy)
    {
        var candidates = new List<Candidate>();
        foreach (var reference in mesh.VirtualServicesOverlapping(host))
        {
            var service = mesh.FindVirtualService(reference)!;
            if (IsActive(service, policy))
            {
                var legs = VirtualServiceRoutes.Legs(service, reference, mesh)
                    .Where(leg => leg.AtMesh && IsMerged(leg, reference, mesh, policy))
                    .ToList();
                candidates.Add(new Candidate(service, reference, IsForAllOf(service.Spec!, reference, host, mesh), legs));
            }
        }

        return new MeshLegs(host, clients, candidates, policy);
    }

    /// <summary>Whether every block that a sidecar may apply to the port leads to the gateway, for every client.</summary>
    public bool LeadToGateway(ServiceEntryPort port)
    {
        var blocks = PortProtocol.BlocksOf(port.Protocol);
        foreach (var block in (ReadOnlySpan<RouteBlocks>)[RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp])
        {
            if (blocks.HasFlag(block) && !_clients.All(client => LeadToGateway(block, port, client)))
            {
                return false;
            }
        }

        return true;
    }

    private bool LeadToGateway(RouteBlocks block, ServiceEntryPort port, string client)
    {
        var isLed = false;
        foreach (var candidate in _candidates.Where(candidate => IsVisible(candidate.Service, candidate.Reference, client)))
        {
            foreach (var leg in candidate.Legs.Where(leg => leg.Block == block && MayHold(leg, port, client)))
            {
                if (!EgressGateways.IsService(leg.Host, _policy))
                {
                    return false;
                }

                isLed |= candidate.IsForAllOfHost && MustHold(leg, port, client);
            }
        }

        return isLed;
    }

    /// <summary>
    /// Whether the VirtualService is for the whole host. Istio finds it by the host as it is written: a capital letter or a trailing dot
    /// on either side, and the route is for somebody else (istio-egress.md 2.1).
    /// </summary>
    private static bool IsForAllOf(VirtualServiceSpec spec, ObjectRef reference, string host, MeshSnapshot mesh) =>
        HostName.Normalize(host) == host
        && spec.Hosts.Select(item => HostName.Expand(item, reference.Namespace, mesh.ClusterDomain))
            .Any(item => HostName.Normalize(item) == item && HostName.IsCoveredBy(host, item));

    private static bool IsActive(VirtualService service, EgressPolicy policy) =>
        policy.Mesh.IsActiveRevision(service.Metadata.Label("istio.io/rev"));

    /// <summary>istiod drops the route to a delegate that has hosts, is not exported to its root, or belongs to another revision (VS-4).</summary>
    private static bool IsMerged(RouteLeg leg, ObjectRef root, MeshSnapshot mesh, EgressPolicy policy) =>
        leg.Owner == root
        || (mesh.FindVirtualService(leg.Owner) is { Spec: { Hosts.Count: 0 } spec } owner
            && IsActive(owner, policy)
            && ExportScope.Includes(ExportScope.Effective(spec.ExportTo, policy.Mesh.DefaultExportTo), leg.Owner.Namespace, root.Namespace));

    private bool IsVisible(VirtualService service, ObjectRef reference, string client) => ExportScope.Includes(
        ExportScope.Effective(service.Spec!.ExportTo, _policy.Mesh.DefaultExportTo), reference.Namespace, client);

    private bool MustHold(RouteLeg leg, ServiceEntryPort port, string client) =>
        (leg.Match is null ? leg.Block != RouteBlocks.Tls : MustHold(leg.Block, leg.Match, port, client))
        && (leg.RootMatch is null || MustHold(leg.Block, leg.RootMatch, port, client));

    /// <summary>
    /// The conditions that istiod evaluates beforehand, for every connection of the client. A tls route without a match is not applied.
    /// An http match that names gateways ignores the source's labels and namespace; otherwise clients without the label have no such
    /// route. A destination range leaves out all others, which then go directly (istio-egress.md 2.6, VS-6, VS-15).
    /// </summary>
    private bool MustHold(RouteBlocks block, RouteMatch match, ServiceEntryPort port, string client) =>
        (match.Port is null || match.Port == port.Number)
        && (block != RouteBlocks.Tls || match.SniHosts.Any(sni => HostName.IsCoveredBy(_host, HostName.Normalize(sni))))
        && match.DestinationSubnets.Count == 0
        && ((block == RouteBlocks.Http && match.Gateways.Count > 0)
            || (match.SourceLabels.Count == 0 && (string.IsNullOrEmpty(match.SourceNamespace) || match.SourceNamespace == client)));

    private bool MayHold(RouteLeg leg, ServiceEntryPort port, string client) =>
        MayHold(leg.Block, leg.Match, port, client) && MayHold(leg.Block, leg.RootMatch, port, client);

    /// <summary>The conditions under which some connection of the client takes the route.</summary>
    private bool MayHold(RouteBlocks block, RouteMatch? match, ServiceEntryPort port, string client) =>
        match is null
        || ((match.Port is null || match.Port == port.Number)
            && (block != RouteBlocks.Tls || match.SniHosts.Any(sni => HostName.Overlap(HostName.Normalize(_host), HostName.Normalize(sni))))
            && (string.IsNullOrEmpty(match.SourceNamespace) || match.SourceNamespace == client
                || (block == RouteBlocks.Http && match.Gateways.Count > 0)));

    /// <param name="Service">A VirtualService with a host that overlaps the one in question.</param>
    /// <param name="Reference">Its namespace and name.</param>
    /// <param name="IsForAllOfHost">Whether it is for every name that the host covers.</param>
    /// <param name="Legs">Its legs at sidecars.</param>
    private sealed record Candidate(VirtualService Service, ObjectRef Reference, bool IsForAllOfHost, List<RouteLeg> Legs);
}
