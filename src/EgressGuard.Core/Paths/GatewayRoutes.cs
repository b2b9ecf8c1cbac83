using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>The rules that an egress gateway applies to what arrives at some of its servers (docs/egress-path.md 4.5).</summary>
internal sealed class GatewayRoutes(PathContext context, PathQuestion question, GatewayHop hop, IReadOnlyList<EgressServer> servers)
{
    /// <summary>The rules that http and tcp can take, in order, and the server whose they are; none: the first server.</summary>
    public (IReadOnlyList<RouteRule> Rules, EgressServer Server) Applied() => servers[0].Sort switch
    {
        ServerSort.PlainHttp or ServerSort.TerminatedHttp => Http(),
        _ => Tcp(),
    };

    /// <summary>Those of the VirtualServices that are bound to the server's Gateway and seen by the gateway, the first first.</summary>
    public static IEnumerable<RoutedService> Seen(
        IEnumerable<RoutedService> services, EgressServer server, PathContext context, GatewayHop hop) =>
        context.Order.Seen(services.Where(service => service.Gateways.Contains(server.Gateway)), Proxy.Of(hop.Egress));

    /// <summary>Whether the server's port and Gateway are the rule's.</summary>
    public static bool Holds(RouteRule rule, EgressServer server) =>
        rule.HoldsAt(server.Gateway) && (rule.Match?.Port is null or 0 || rule.Match.Port == server.Port);

    /// <summary>The more specific of each pair of hosts of a server and a VirtualService of which one covers the other.</summary>
    public static IEnumerable<string> Intersection(EgressServer server, RoutedService service) =>
        from serverHost in server.HostsFor(service.Reference.Namespace)
        from host in service.LowerHosts
        let common = HostName.IsCoveredBy(host, serverHost) ? host : HostName.IsCoveredBy(serverHost, host) ? serverHost : null
        where common is not null
        select common;

    private (IReadOnlyList<RouteRule>, EgressServer) Http()
    {
        var hosts = new List<(string Host, EgressServer Server, List<RouteRule> Rules)>();
        var services = context.Order.Overlapping(question.Host).ToList();
        var gateways = services.SelectMany(service => service.Gateways).ToHashSet();
        foreach (var server in servers.Where(server => gateways.Contains(server.Gateway)))
        {
            foreach (var service in Seen(services, server, context, hop))
            {
                var rules = UntilCatchAll(context.Rules.Of(service, RouteBlocks.Http)
                    .Where(rule => Holds(rule, server) && rule.Concerns(Proxy.Of(hop.Egress))));
                if (rules.Count > 0)
                {
                    hosts.AddRange(Intersection(server, service)
                        .Distinct(StringComparer.Ordinal)
                        .Where(host => HostName.IsCoveredBy(question.Host, host))
                        .Select(host => (host, server, rules)));
                }
            }
        }

        if (hosts.Count == 0)
        {
            return ([], servers[0]);
        }

        var name = ServerNames.Best(hosts.Select(item => item.Host), question.Host)!;
        var all = hosts.Where(item => item.Host == name).SelectMany(item => item.Rules).ToList();
        return (UntilCatchAll(all.OrderBy(IsCatchAll)), hosts.First(item => item.Host == name).Server);
    }

    /// <summary>
    /// Behind a server for bytes, or one that ends TLS, there is one route for everything: the first that holds, whatever host it is for.
    /// </summary>
    private (IReadOnlyList<RouteRule>, EgressServer) Tcp()
    {
        foreach (var server in servers)
        {
            var bound = context.Mesh.VirtualServicesBoundTo(server.Gateway).Select(context.Rules.Root).OfType<RoutedService>();
            var first = Seen(bound.Where(context.Order.IsActive), server, context, hop)
                .Where(service => Overlaps(server, service))
                .SelectMany(service => context.Rules.Of(service, RouteBlocks.Tcp))
                .FirstOrDefault(rule => Holds(rule, server));
            if (first is not null)
            {
                return ([first], server);
            }
        }

        return ([], servers[0]);
    }

    /// <summary>Whether some host of the VirtualService meets one of the server's.</summary>
    public static bool Overlaps(EgressServer server, RoutedService service) =>
        server.HostsFor(service.Reference.Namespace).Any(host => service.LowerHosts.Any(own => HostName.Overlap(own, host)));

    private static bool IsCatchAll(RouteRule rule) => rule.Match is not { DependsOnRequest: true };

    private static List<RouteRule> UntilCatchAll(IEnumerable<RouteRule> rules)
    {
        var reached = new List<RouteRule>();
        foreach (var rule in rules)
        {
            reached.Add(rule);
            if (IsCatchAll(rule))
            {
                break;
            }
        }

        return reached;
    }
}
