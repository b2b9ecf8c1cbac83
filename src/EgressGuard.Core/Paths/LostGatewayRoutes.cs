using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>Says why an egress gateway has no route for what arrives: of the VirtualServices for the host, the one that came nearest.</summary>
internal sealed class LostGatewayRoutes(PathContext context, PathQuestion question, GatewayHop hop, IReadOnlyList<EgressServer> servers)
{
    /// <summary>The reason, and the fault where objects make one.</summary>
    public (string Reason, PathFault? Fault) Explain()
    {
        var nearest = context.Order.Overlapping(question.Host)
            .Where(service => service.Hosts.Any(host => HostName.IsCoveredBy(question.Host, HostName.Normalize(host))))
            .OrderBy(service => service.Reference)
            .SelectMany(service => servers.Where(server => service.Gateways.Contains(server.Gateway)).Select(server => Judge(service, server)))
            .ToList();
        return nearest.Count == 0 ? NotBound() : nearest.MaxBy(item => item.Stage) is var (_, reason, fault) ? (reason, fault) : default;
    }

    private (string, PathFault) NotBound()
    {
        var unbound = "no VirtualService tells the egress gateway where to send it";
        return (unbound, new PathFault(
            PathFaultCode.GatewayLegMissing, [.. hop.Ends.Take(1), .. Others()],
            $"Sidecars send {question.Host}:{question.Port} to the egress gateway, and no VirtualService tells the gateway where it goes"));
    }

    /// <summary>VirtualServices for the host that are bound to something else than the gateway's servers at the port.</summary>
    private IEnumerable<PathObject> Others() => context.Order.Overlapping(question.Host)
        .Where(service => hop.Rule is null || service.Reference != hop.Rule.Root.Reference)
        .OrderBy(service => service.Reference)
        .Select(service => service.Place("/spec/gateways"));

    private (int Stage, string Reason, PathFault Fault) Judge(RoutedService service, EgressServer server)
    {
        var gateway = server.Gateway;
        if (!context.Order.IsExportedTo(service, hop.Egress.Namespace))
        {
            return Lost(1, PathFaultCode.NotVisibleToGateway, [service.Place("/spec/exportTo")],
                $"{service.Place()} is not exported to the gateway's namespace {hop.Egress.Namespace}");
        }

        if (!GatewayRoutes.Intersection(server, service).Any(host => HostName.IsCoveredBy(question.Host, host)))
        {
            var isForOthers = server.HostNames.Any(host => HostName.IsCoveredBy(question.Host, host));
            return Lost(2, PathFaultCode.ServerHostMissing, [service.Place("/spec/hosts"), server.Place with { Pointer = server.Place.Pointer + "/hosts" }],
                $"Gateway {gateway} serves {Policy.Quote.Text(string.Join(", ", server.Hosts))} at port {server.Port}, and "
                + (isForOthers ? $"takes no route for {question.Host} from {service.Place()}, which is of another namespace"
                    : $"not {question.Host}, for which {service.Place()} is"));
        }

        var block = server.Sort switch
        {
            ServerSort.PlainHttp or ServerSort.TerminatedHttp => RouteBlocks.Http,
            ServerSort.Passthrough => RouteBlocks.Tls,
            _ => RouteBlocks.Tcp,
        };
        var rules = context.Rules.Of(service, block).ToList();
        if (rules.TrueForAll(rule => !rule.HoldsAt(gateway)) && OtherBlocks(block, service).Where(rule => rule.HoldsAt(gateway)).ToList() is [var other, ..] others)
        {
            var only = string.Join(" and ", others.Select(rule => Name(rule.Block)).Distinct(StringComparer.Ordinal));
            return Lost(3, PathFaultCode.GatewayLegBlock, [other.Place, server.Place],
                $"Gateway {gateway} applies {Name(block)} routes at port {server.Port}, and {service.Place()} has only {only} routes for it");
        }

        if (rules.TrueForAll(rule => !rule.HoldsAt(gateway)))
        {
            return Lost(3, PathFaultCode.GatewayLegMissing, [service.Place("/spec"), .. hop.Ends.Take(1)],
                $"{service.Place()} is bound to Gateway {gateway} and has no route for it");
        }

        if (rules.TrueForAll(rule => !GatewayRoutes.Holds(rule, server)))
        {
            var rule = rules.Find(item => item.HoldsAt(gateway))!;
            return Lost(4, PathFaultCode.GatewayLegPort, [rule.Place, server.Place with { Pointer = server.Place.Pointer + "/port/number" }],
                $"{service.Place()} routes port {rule.Match!.Port} at Gateway {gateway}, whose server has port {server.Port}");
        }

        var held = rules.FindAll(rule => GatewayRoutes.Holds(rule, server));
        if (block == RouteBlocks.Http)
        {
            return Lost(5, PathFaultCode.GatewayLegMissing, [held[0].Place],
                $"{service.Place()} has no route at Gateway {gateway} for requests of the gateway's own pods: sourceLabels or sourceNamespace leave them out");
        }

        var taken = held.Find(rule => ServerNames.Best(rule.Match!.SniHosts, question.Host) is not null);
        return Lost(5, PathFaultCode.SniNotCovered, [(taken ?? held[0]).Place], taken is null
            ? $"{service.Place()} has no route at Gateway {gateway} for the server name {question.Host}"
            : $"{service.Place()} has a route at Gateway {gateway} for the server name {question.Host}, and Istio drops it: a route before it has one of "
                + "its sniHosts");
    }

    private static (int, string, PathFault) Lost(int stage, PathFaultCode code, PathObject[] places, string message) =>
        (stage, message, new PathFault(code, [.. places], message));

    private IEnumerable<RouteRule> OtherBlocks(RouteBlocks block, RoutedService service) => new[] { RouteBlocks.Http, RouteBlocks.Tls, RouteBlocks.Tcp }
        .Where(other => other != block).SelectMany(other => context.Rules.Of(service, other));

    /// <summary>The name of a block.</summary>
    internal static string Name(RouteBlocks block) => block switch { RouteBlocks.Http => "http", RouteBlocks.Tls => "tls", _ => "tcp" };
}
