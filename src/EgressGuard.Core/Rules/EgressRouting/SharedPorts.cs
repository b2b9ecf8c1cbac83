using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>
/// Who else arrives at a port of an egress gateway. Servers with TLS tell connections apart by name; plain TCP does not, and what one
/// object says of such a port counts for the hosts of all.
/// </summary>
internal sealed class SharedPorts(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>The VirtualServices whose connections a Gateway's servers may take, bound to it or not.</summary>
    public IEnumerable<ObjectRef> ArrivingAt(ObjectRef gateway) => Servers(gateway).SelectMany(Arriving).Distinct();

    /// <summary>The VirtualServices whose connections the tcp routes of this one may take: they ask for no name.</summary>
    public IEnumerable<ObjectRef> TakenBy(ObjectRef virtualService) =>
        RoutedService.Find(mesh, virtualService) is { Service.Spec.Tcp.Count: > 0 } routed
            ? routed.Gateways.SelectMany(Servers)
                .Where(server => server.Sort is ServerSort.PlainTcp or ServerSort.TerminatedTcp)
                .SelectMany(Arriving)
                .Where(other => other != virtualService)
                .Distinct()
            : [];

    private IEnumerable<EgressServer> Servers(ObjectRef gateway) =>
        mesh.Entry(ObjectKind.Gateway, gateway) is { Value: Gateway { Spec: { } spec } } found && EgressGateways.Selects(spec, policy)
            ? ListeningGateway.Of(found).Servers
            : [];

    private IEnumerable<ObjectRef> Arriving(EgressServer server)
    {
        var candidates = server.Sort == ServerSort.PlainTcp
            ? EgressGateways.NamesOfServices(policy).SelectMany(mesh.VirtualServicesSendingTo)
            : server.HostNames.SelectMany(mesh.VirtualServicesOverlapping);
        return candidates.Distinct().Where(reference => SendsTo(server.Port, reference));
    }

    /// <summary>Whether it leads to the port of an egress gateway. Delegates have no hosts, and what delegates to them is not looked up.</summary>
    private bool SendsTo(int port, ObjectRef reference) =>
        RoutedService.Find(mesh, reference) is not { Delegates: false } routed
        || new[] { RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp }
            .SelectMany(routed.OwnRules)
            .SelectMany(rule => rule.Targets)
            .Any(target => (target.Port ?? port) == port && EgressGateways.IsService(target.Host, policy));
}
