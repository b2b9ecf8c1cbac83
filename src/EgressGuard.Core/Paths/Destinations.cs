using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Where a sidecar ends up when it connects to a destination (docs/egress-path.md 3).</summary>
internal sealed class Destinations(PathContext context, PathQuestion question, Proxy proxy)
{
    private readonly GatewaySide _gateway = new(context, question);

    /// <summary>Follows a route's destination.</summary>
    /// <param name="ways">Where the ways are added.</param>
    /// <param name="trail">What happened so far.</param>
    /// <param name="rule">The route; null for a Sidecar's egressProxy.</param>
    /// <param name="target">The destination.</param>
    /// <param name="block">How the traffic is routed.</param>
    public void Follow(List<PathWay> ways, Trail trail, RouteRule? rule, RouteTarget target, RouteBlocks block)
    {
        var place = rule is null ? null : new PathObject(ObjectKind.VirtualService, target.Owner, target.Pointer);
        if (place is not null && EgressGateways.IsIncompleteName(target.Host, context.Policy))
        {
            trail = trail.With(new PathFault(
                PathFaultCode.GatewayNameIncomplete, [place], $"The route leads to {Quote.Text(target.Host)}, which is no egress gateway"));
        }

        var service = context.Services.Find(target.Host, proxy, imported: true) ?? context.Services.Find(target.Host, proxy, imported: false);
        var port = target.Port ?? (service?.Ports is [var only] ? only.Number : question.Port);
        if (service is null)
        {
            ways.Add(Unknown(trail, target.Host));
            return;
        }

        Connect(ways, trail, service, port, target.Subset, block, place, rule, null);
    }

    /// <summary>Follows the service that answers, where no route is applied.</summary>
    public void FollowService(List<PathWay> ways, Trail trail, MeshService service, int port, RouteBlocks block, string reason) =>
        Connect(ways, trail, service, port, null, block, service.Object, null, reason);

    /// <summary>Why the connection is made: given, or because the route leads there.</summary>
    private static string Reason(string? reason, RouteRule? rule, MeshService service) =>
        reason ?? $"{(rule is null ? "the Sidecar's egressProxy" : rule.Place.ToString())} leads to {Quote.Shorten(service.Host)}";

    private void Connect(
        List<PathWay> ways, Trail trail, MeshService service, int port, string? subset, RouteBlocks block, PathObject? place, RouteRule? rule,
        string? reason)
    {
        if (service.Service?.Spec is { Type: "ExternalName", ExternalName: { } alias })
        {
            Alias(ways, trail, service, HostName.Normalize(alias), port, subset, block, place, rule, Reason(reason, rule, service));
            return;
        }

        var connection = context.Connections.Find(service.Host, service.Namespace, proxy);
        if (subset is not null && !connection.Has(subset))
        {
            ways.Add(NoSubset(trail, service, subset, connection, place));
            return;
        }

        var (balancer, tls) = connection.For(port, subset);
        var isOpen = service.Port(port) is not null || (service.Entry is null && service.Service is null);
        if (balancer == "PASSTHROUGH" && isOpen)
        {
            var fault = new PathFault(
                PathFaultCode.PassthroughKeepsAddress, [.. connection.Places],
                $"{connection.Places[0]} sets the load balancer PASSTHROUGH for {service.Host}, so that proxies connect to the address that was dialled");
            ways.Add(trail.Then(HopKind.DestinationRule, connection.Places[0], "PASSTHROUGH: the address that was dialled is kept").End(
                PathOutcome.Direct, $"{connection.Places[0]} keeps the address that the client dialled", fault));
            return;
        }

        if (service.Entry is not null)
        {
            Entry(ways, trail, service, port, block, Reason(reason, rule, service), connection, tls, rule);
        }
        else if (context.GatewayOf(service.Host) is { } egress)
        {
            Gateway(ways, trail, egress, service, port, connection, tls, block, place, rule);
        }
        else
        {
            ways.Add(trail.Then(HopKind.End, service.Object, "stays inside the mesh").End(
                PathOutcome.Blocked, $"{Reason(reason, rule, service)}, a service of the cluster"));
        }
    }

    private PathWay NoSubset(Trail trail, MeshService service, string subset, ConnectionRule connection, PathObject? place)
    {
        if (connection.Places.IsEmpty && !context.Mesh.Knows(ObjectKind.DestinationRule))
        {
            return trail.End(PathOutcome.Unknown, $"the DestinationRules of the mesh were not given, and the route names subset {Quote.Text(subset)}");
        }

        var where = connection.Places.IsEmpty
            ? $"no DestinationRule for {service.Host} counts in namespace {proxy.Namespace}"
            : $"{connection.Places[0]}, which counts in namespace {proxy.Namespace}, does not have it";
        var whose = context.GatewayOf(service.Host) is null ? service.Host : "the egress gateway";
        var fault = new PathFault(
            PathFaultCode.SubsetMissing,
            [
                .. new[] { place?.Beside("subset") }.OfType<PathObject>(),
                .. connection.Places.Select(rule => rule with { Pointer = "/spec/subsets" }),
            ],
            $"{place?.ToString() ?? "The Sidecar's egressProxy"} names subset {Quote.Text(subset)} of {whose}, and {where}");
        return trail.End(PathOutcome.Blocked, $"{whose} has no subset {Quote.Text(subset)}: {where}", fault);
    }

    private void Gateway(
        List<PathWay> ways, Trail trail, EgressGatewaySettings egress, MeshService service, int port, ConnectionRule connection, ClientTls? tls, RouteBlocks block,
        PathObject? place, RouteRule? rule)
    {
        if (connection.Places is [var first, ..])
        {
            trail = trail.Then(HopKind.DestinationRule, first, $"the hop speaks {HopTls.Of(tls)}");
        }

        var hop = new GatewayHop(egress, service, port, tls, connection, block, place, rule, proxy);
        _gateway.Follow(ways, trail, hop);
    }

    private void Entry(
        List<PathWay> ways, Trail trail, MeshService service, int port, RouteBlocks block, string reason, ConnectionRule connection, ClientTls? tls, RouteRule? rule)
    {
        if (service.Port(port) is not { } declared)
        {
            ways.Add(trail.End(PathOutcome.Blocked, $"{service.Object} has no port {port}"));
            return;
        }

        // A port that another ServiceEntry adds has that one's endpoints.
        var self = declared.Place with { Pointer = "" };
        var entry = context.Mesh.FindServiceEntry(self.Reference)!.Spec!;
        if (entry.Endpoints.Count == 0)
        {
            ways.Add(Beyond(trail, self, service.Host, port, entry, reason));
            return;
        }

        var others = entry.Endpoints.Where(endpoint => context.GatewayAt(endpoint.Address) is null).ToList();
        foreach (var (index, endpoint) in entry.Endpoints.Index())
        {
            if (context.GatewayAt(endpoint.Address) is { } egress)
            {
                var place = self with { Pointer = $"/spec/endpoints/{Patching.JsonPointer.Token(index)}/address" };
                var hop = new GatewayHop(
                    egress, context.Services.GatewayService(egress), EndpointPort(endpoint, declared, entry), tls, connection, block, place, rule, proxy);
                var some = others.Count == 0 ? null : "connections to this endpoint";
                _gateway.Follow(ways, trail.If(some).Then(HopKind.Service, place, "an endpoint is the egress gateway"), hop);
            }
        }

        if (others.Count > 0)
        {
            ways.Add(Beyond(trail, self, service.Host, port, entry with { Endpoints = others }, reason));
        }
    }

    /// <summary>What the ServiceEntry leads to besides the egress gateway.</summary>
    private PathWay Beyond(Trail trail, PathObject self, string host, int port, ServiceEntrySpec entry, string reason) =>
        ExternalHosts.StaysInside(host, entry, context.Policy)
            ? trail.Then(HopKind.End, self, "stays inside the mesh").End(PathOutcome.Blocked, $"{reason}, which stays inside the mesh")
            : trail.Then(HopKind.End, self, $"connects to {host}:{port} outside the mesh").End(
                PathOutcome.Direct, context.GatewayOf(host) is null ? reason : $"{reason}, whose place {self} takes");

    private static int EndpointPort(ServiceEntryEndpoint endpoint, MeshPort port, ServiceEntrySpec entry)
    {
        if (endpoint.Ports.TryGetValue(port.Name, out var mapped) && mapped is { } number)
        {
            return number;
        }

        return entry.Ports.FirstOrDefault(item => item.Number == port.Number)?.TargetPort is > 0 and var target ? target : port.Number;
    }

    /// <summary>Follows a Service of type ExternalName, once: a name that stands for another such Service has no cluster.</summary>
    private void Alias(
        List<PathWay> ways, Trail trail, MeshService service, string host, int port, string? subset, RouteBlocks block, PathObject? place,
        RouteRule? rule, string reason)
    {
        trail = trail.Then(HopKind.Service, service.Object, $"is another name of {Quote.Shorten(host)}");
        var behind = context.Services.Find(host, proxy, imported: true) ?? context.Services.Find(host, proxy, imported: false);
        if (behind is null || behind.Service?.Spec?.Type == "ExternalName")
        {
            ways.Add(Unknown(trail, host));
            return;
        }

        Connect(ways, trail, behind, port, subset, block, place, rule, $"{reason}, which is another name of {Quote.Shorten(host)}");
    }

    private PathWay Unknown(Trail trail, string host) => HostName.IsInCluster(host, context.Policy.Mesh.ClusterDomain)
        ? trail.Then(HopKind.End, null, "stays inside the mesh").End(PathOutcome.Blocked, $"{Quote.Shorten(host)} is a service of the cluster")
        : trail.End(PathOutcome.Blocked, $"namespace {proxy.Namespace} knows no host {Quote.Shorten(host)}");
}
