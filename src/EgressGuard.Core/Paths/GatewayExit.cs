using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Where an egress gateway ends up when it connects to a destination (docs/egress-path.md 5).</summary>
internal sealed class GatewayExit(PathContext context, PathQuestion question, GatewayHop hop)
{
    private const int TlsPort = 443;

    private readonly Proxy _gateway = Proxy.Of(hop.Egress);

    /// <summary>Follows a destination of a route at the gateway.</summary>
    public PathWay Follow(Trail trail, RouteRule rule, RouteTarget target)
    {
        var place = new PathObject(ObjectKind.VirtualService, rule.Owner, target.Pointer);
        if (context.Services.Find(target.Host, _gateway, imported: false) is not { } service)
        {
            return NotKnown(trail, target, place);
        }

        if (service.Entry is null && context.GatewayOf(service.Host) is not null)
        {
            return ToItself(trail, rule, place);
        }

        var port = target.Port ?? (service.Ports is [var only] ? only.Number : hop.Port);
        var connection = context.Connections.Find(service.Host, service.Namespace, _gateway);
        var (balancer, tls) = connection.For(port, target.Subset);
        if (connection.Places is [var first, ..])
        {
            trail = trail.Then(HopKind.DestinationRule, first, $"the gateway connects with {HopTls.Of(tls)}");
        }

        if (balancer == "PASSTHROUGH")
        {
            var fault = new PathFault(
                PathFaultCode.PassthroughKeepsAddress, [.. connection.Places, place],
                $"{connection.Places[0]} sets the load balancer PASSTHROUGH for {service.Host}, and the address that the gateway was dialled at is its own");
            return trail.End(PathOutcome.Loop, $"{connection.Places[0]} has the gateway connect to the address it was dialled at, its own", fault);
        }

        return service.Entry is { } entry
            ? Entry(trail, service, entry, port, target.Subset, tls, connection, rule, place)
            : trail.Then(HopKind.End, service.Object, "stays inside the mesh").End(PathOutcome.Blocked, $"the gateway sends it to {service.Object}, inside the mesh");
    }

    private PathWay Entry(
        Trail trail, MeshService service, ServiceEntrySpec entry, int port, string? subset, ClientTls? tls, ConnectionRule connection, RouteRule rule,
        PathObject place)
    {
        foreach (var (index, endpoint) in entry.Endpoints.Index())
        {
            if (context.GatewayOf(HostName.Normalize(endpoint.Address ?? "")) is not null)
            {
                var where = service.Object with { Pointer = $"/spec/endpoints/{Patching.JsonPointer.Token(index)}/address" };
                var loop = new PathFault(
                    PathFaultCode.EndpointIsGateway, [where, place],
                    $"{service.Object} has the egress gateway as an endpoint of {service.Host}, to which the gateway sends");
                return trail.Then(HopKind.End, where, "the endpoint is the egress gateway").End(
                    PathOutcome.Loop, $"an endpoint of {service.Host} is the egress gateway itself", loop);
            }
        }

        if (service.Port(port) is not { } declared)
        {
            var fault = new PathFault(
                PathFaultCode.HostUnknownAtGateway, [place, service.Object with { Pointer = "/spec/ports" }],
                $"The gateway sends to port {port} of {service.Host}, and {service.Object} has no such port");
            return trail.End(PathOutcome.Blocked, $"{service.Object} has no port {port}, to which the gateway sends", fault);
        }

        if (entry.EffectiveResolution == Resolution.None)
        {
            var fault = new PathFault(
                PathFaultCode.ResolutionNone, [place, service.Object with { Pointer = "/spec/resolution" }],
                $"The gateway sends to {service.Host}, and {service.Object} gives it resolution NONE, with which a gateway has no endpoint");
            return trail.End(PathOutcome.Blocked, $"{service.Host} has resolution NONE, and the gateway no endpoint for it (503)", fault);
        }

        if (ExternalHosts.StaysInside(service.Host, entry, context.Policy))
        {
            return trail.Then(HopKind.End, service.Object, "stays inside the mesh").End(
                PathOutcome.Blocked, $"the gateway sends it to {service.Host}, which stays inside the mesh");
        }

        return trail.Then(HopKind.End, service.Object, $"leaves for {service.Host}:{port}").End(
            PathOutcome.ViaGateway, $"egress gateway {hop.Egress.Namespace}/{hop.Egress.Service} sends it to {service.Host}:{port}",
            TlsFaults(service, declared, subset, tls, connection, rule, place));
    }

    private IEnumerable<PathFault> TlsFaults(
        MeshService service, MeshPort port, string? subset, ClientTls? tls, ConnectionRule connection, RouteRule rule, PathObject place)
    {
        var originates = tls?.Mode is "SIMPLE" or "MUTUAL" or "ISTIO_MUTUAL";
        var own = context.Mesh.FindServiceEntry(port.Place.Reference)?.Spec?.Ports.FirstOrDefault(item => item.Number == port.Number)?.TargetPort is > 0 and var target
            ? target : port.Number;
        if (rule.Block == RouteBlocks.Http && !originates && (own == TlsPort || PortProtocol.BlocksOf(port.Protocol) == RouteBlocks.Tls))
        {
            var idle = context.Connections.Originating(service.Host, port.Number, subset).Except(connection.Places).ToList();
            var why = idle.Count == 0 ? "no DestinationRule" : $"{idle[0]} does not count in namespace {hop.Egress.Namespace}, and nothing else";
            yield return new PathFault(
                PathFaultCode.ClearTextToTlsPort,
                [place, port.Place, .. connection.Places, .. idle.Select(item => item with { Pointer = "/spec/exportTo" })],
                $"The gateway sends HTTP in clear text to {service.Host}:{port.Number}{(own == port.Number ? "" : $", port {own} of the host")}, "
                + $"where TLS is expected: {why} originates TLS for it");
        }

        if (hop.Block == RouteBlocks.Tls && rule.Block != RouteBlocks.Http && originates)
        {
            yield return new PathFault(
                PathFaultCode.DoubleTls, [place, .. connection.Places],
                $"The client of {question.Host} brings TLS of its own, and {connection.Places[0]} has the gateway wrap it in TLS again, which the host cannot read");
        }
    }

    private PathWay ToItself(Trail trail, RouteRule rule, PathObject place)
    {
        var isMeshLeg = hop.Rule is { } leg && leg.Owner == rule.Owner && leg.Pointer == rule.Pointer;
        var fault = isMeshLeg
            ? new PathFault(
                PathFaultCode.RouteToItself, [rule.Place],
                $"{rule.Place} leads to the egress gateway and holds at the gateway, too")
            : new PathFault(
                PathFaultCode.GatewayLegToGateway, [place],
                $"{rule.Place} has the egress gateway send to an egress gateway");
        return trail.Then(HopKind.End, place, "the egress gateway itself").End(
            PathOutcome.Loop, isMeshLeg ? "the route to the gateway holds at the gateway, too" : "the gateway sends it to an egress gateway", fault);
    }

    private PathWay NotKnown(Trail trail, RouteTarget target, PathObject place)
    {
        if (HostName.IsInCluster(target.Host, context.Policy.Mesh.ClusterDomain))
        {
            return trail.Then(HopKind.End, null, "stays inside the mesh").End(PathOutcome.Blocked, $"the gateway sends it to {Quote.Shorten(target.Host)}, inside the mesh");
        }

        if (context.Services.DeclaredBy(target.Host) is { } hidden)
        {
            var declared = new PathObject(ObjectKind.ServiceEntry, hidden, "/spec/exportTo");
            var fault = new PathFault(
                PathFaultCode.NotVisibleToGateway, [place, declared],
                $"{declared} declares {target.Host}, to which the gateway sends, and is not exported to the gateway's namespace {hop.Egress.Namespace}");
            return trail.End(PathOutcome.Blocked, $"{declared} is not exported to the gateway's namespace {hop.Egress.Namespace} (503)", fault);
        }

        var unknown = new PathFault(
            PathFaultCode.HostUnknownAtGateway, [place, .. Asked()], $"The gateway sends to {Quote.Text(target.Host)}, which no ServiceEntry declares");
        return trail.End(PathOutcome.Blocked, $"no ServiceEntry declares {Quote.Shorten(target.Host)}, to which the gateway sends (503)", unknown);
    }

    /// <summary>What declares the host that clients dial: the gateway leg may lead elsewhere long before anybody can dial it.</summary>
    private IEnumerable<PathObject> Asked() =>
        context.Services.Answering(question.Host, question.Port, hop.Client) is { Port.Place: var place } ? [place] : [];
}
