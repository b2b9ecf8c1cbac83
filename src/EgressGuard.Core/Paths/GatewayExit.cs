using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Where an egress gateway ends up when it connects to a destination (docs/egress-path.md 5).</summary>
internal sealed class GatewayExit(PathContext context, PathQuestion question, GatewayHop hop)
{
    private const int TlsPort = 443;

    private readonly Proxy _gateway = hop.Proxy;

    /// <summary>Follows a destination of a route at the gateway.</summary>
    public PathWay Follow(Trail trail, RouteRule rule, RouteTarget target)
    {
        var place = new PathObject(ObjectKind.VirtualService, target.Owner, target.Pointer);
        if (context.Services.Find(target.Host, _gateway, imported: false) is not { } service)
        {
            return NotKnown(trail, target.Host, place);
        }

        var port = target.Port ?? (service.Ports is [var only] ? only.Number : hop.Port);
        return Connect(trail, service, port, target, rule, place);
    }

    private PathWay Connect(Trail trail, MeshService service, int port, RouteTarget target, RouteRule rule, PathObject place)
    {
        if (service.Service?.Spec is { Type: "ExternalName", ExternalName: { } alias })
        {
            var host = HostName.Normalize(alias);
            trail = trail.Then(HopKind.Service, service.Object, $"is another name of {Quote.Shorten(host)}");
            return context.Services.Find(host, _gateway, imported: false) is { } behind && behind.Service?.Spec?.Type != "ExternalName"
                ? Connect(trail, behind, port, target, rule, place)
                : NotKnown(trail, host, place);
        }

        if (service.Entry is null && context.GatewayOf(service.Host) is not null)
        {
            return ToItself(trail, rule, place);
        }

        var connection = context.Connections.Find(service.Host, service.Namespace, _gateway);
        if (target.Subset is { } subset && !connection.Has(subset))
        {
            return NoSubset(trail, service, subset, connection, place);
        }

        var (balancer, tls) = connection.For(port, target.Subset);
        if (connection.Places is [var first, ..])
        {
            trail = trail.Then(HopKind.DestinationRule, first, $"the gateway connects with {HopTls.Of(tls)}");
        }

        if (service.Entry is not null)
        {
            return Entry(trail, service, port, target.Subset, balancer, tls, connection, rule, place);
        }

        return balancer == "PASSTHROUGH"
            ? ToDialled(trail, service, connection, place)
            : trail.Then(HopKind.End, service.Object, "stays inside the mesh").End(PathOutcome.Blocked, $"the gateway sends it to {service.Object}, inside the mesh");
    }

    private PathWay NoSubset(Trail trail, MeshService service, string subset, ConnectionRule connection, PathObject place)
    {
        if (connection.Places.IsEmpty && !context.Mesh.Knows(ObjectKind.DestinationRule))
        {
            return trail.End(PathOutcome.Unknown, $"the DestinationRules of the mesh were not given, and the route names subset {Quote.Text(subset)}");
        }

        var fault = new PathFault(
            PathFaultCode.SubsetMissing,
            [place.Beside("subset"), .. connection.Places.Select(rule => rule with { Pointer = "/spec/subsets" })],
            $"{place} has the gateway send to subset {Quote.Text(subset)} of {service.Host}, and no DestinationRule that counts in namespace "
            + $"{hop.Egress.Namespace} has it");
        return trail.End(PathOutcome.Blocked, $"{service.Host} has no subset {Quote.Text(subset)} in the eyes of the gateway (503)", fault);
    }

    private static PathWay ToDialled(Trail trail, MeshService service, ConnectionRule connection, PathObject place)
    {
        var fault = new PathFault(
            PathFaultCode.PassthroughKeepsAddress, [.. connection.Places, place],
            $"{connection.Places[0]} sets the load balancer PASSTHROUGH for {service.Host}: the gateway connects to the address that was dialled, its own");
        return trail.End(PathOutcome.Loop, $"{connection.Places[0]} has the gateway connect to the address it was dialled at, its own", fault);
    }

    private PathWay Entry(
        Trail trail, MeshService service, int port, string? subset, string? balancer, ClientTls? tls, ConnectionRule connection, RouteRule rule,
        PathObject place)
    {
        if (service.Port(port) is not { } declared)
        {
            var fault = new PathFault(
                PathFaultCode.HostUnknownAtGateway, [place, service.Object with { Pointer = "/spec/ports" }],
                $"The gateway sends to port {port} of {service.Host}, and {service.Object} has no such port");
            return trail.End(PathOutcome.Blocked, $"{service.Object} has no port {port}, to which the gateway sends", fault);
        }

        // A port that another ServiceEntry adds has that one's endpoints.
        var self = declared.Place with { Pointer = "" };
        var entry = context.Mesh.FindServiceEntry(self.Reference)!.Spec!;
        foreach (var (index, endpoint) in entry.Endpoints.Index())
        {
            if (context.GatewayAt(endpoint.Address) is not null)
            {
                var where = self with { Pointer = $"/spec/endpoints/{Patching.JsonPointer.Token(index)}/address" };
                var loop = new PathFault(
                    PathFaultCode.EndpointIsGateway, [where, place],
                    $"{self} has the egress gateway as an endpoint of {service.Host}, to which the gateway sends");
                return trail.Then(HopKind.End, where, "the endpoint is the egress gateway").End(
                    PathOutcome.Loop, $"an endpoint of {service.Host} is the egress gateway itself", loop);
            }
        }

        if (balancer == "PASSTHROUGH")
        {
            return ToDialled(trail, service, connection, place);
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
            [.. TlsFaults(service, declared, subset, tls, connection, rule, place)]);
    }

    private IEnumerable<PathFault> TlsFaults(
        MeshService service, MeshPort port, string? subset, ClientTls? tls, ConnectionRule connection, RouteRule rule, PathObject place)
    {
        var originates = tls?.Mode is "SIMPLE" or "MUTUAL" or "ISTIO_MUTUAL";
        var own = context.Mesh.FindServiceEntry(port.Place.Reference)?.Spec?.Ports.FirstOrDefault(item => item.Number == port.Number)?.TargetPort is > 0 and var target
            ? target : port.Number;
        if (rule.Block == RouteBlocks.Http && !originates && (own == TlsPort || PortProtocol.BlocksOf(port.Protocol) == RouteBlocks.Tls))
        {
            var idle = context.Connections.Originating(service.Host, service.Namespace, port.Number, subset).Except(connection.Places).ToList();
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
                $"The route of {rule.Place} to the egress gateway holds at the gateway, too")
            : new PathFault(
                PathFaultCode.GatewayLegToGateway, [place],
                $"{rule.Place} has the egress gateway send to an egress gateway");
        return trail.Then(HopKind.End, place, "the egress gateway itself").End(
            PathOutcome.Loop, isMeshLeg ? "the route to the gateway holds at the gateway, too" : "the gateway sends it to an egress gateway", fault);
    }

    private PathWay NotKnown(Trail trail, string host, PathObject place)
    {
        if (HostName.IsInCluster(host, context.Policy.Mesh.ClusterDomain))
        {
            return trail.Then(HopKind.End, null, "stays inside the mesh").End(PathOutcome.Blocked, $"the gateway sends it to {Quote.Shorten(host)}, inside the mesh");
        }

        if (context.Services.DeclaredBy(host) is { } hidden)
        {
            var declared = new PathObject(ObjectKind.ServiceEntry, hidden, "/spec/exportTo");
            var fault = new PathFault(
                PathFaultCode.NotVisibleToGateway, [place, declared],
                $"{declared} declares {host}, to which the gateway sends, and is not exported to the gateway's namespace {hop.Egress.Namespace}");
            return trail.End(PathOutcome.Blocked, $"{declared} is not exported to the gateway's namespace {hop.Egress.Namespace} (503)", fault);
        }

        var unknown = new PathFault(
            PathFaultCode.HostUnknownAtGateway, [place, .. Asked()], $"The gateway sends to {Quote.Text(host)}, which no ServiceEntry declares");
        return trail.End(PathOutcome.Blocked, $"no ServiceEntry declares {Quote.Shorten(host)}, to which the gateway sends (503)", unknown);
    }

    /// <summary>What declares the host that clients dial: the gateway leg may lead elsewhere long before anybody can dial it.</summary>
    private IEnumerable<PathObject> Asked() =>
        context.Services.Answering(question.Host, question.Port, hop.Client) is { Port.Place: var place } ? [place] : [];
}
