using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>The rules that an egress gateway applies to what arrives at some of its servers (docs/egress-path.md 4.5).</summary>
internal sealed class GatewayRoutes(PathContext context, PathQuestion question, GatewayHop hop, List<EgressServer> servers)
{
    /// <summary>The rules that traffic can take, in order, and the server whose they are; none: the first server.</summary>
    public (IReadOnlyList<RouteRule> Rules, EgressServer Server) Applied() => servers[0].Sort switch
    {
        ServerSort.PlainHttp or ServerSort.TerminatedHttp => Http(),
        ServerSort.Passthrough => Tls(),
        _ => Tcp(),
    };

    /// <summary>The VirtualServices that are bound to the server's Gateway and seen by the gateway, the first first.</summary>
    public static IEnumerable<RoutedService> BoundTo(EgressServer server, PathContext context, GatewayHop hop) => context.Order.Seen(
        context.Mesh.VirtualServicesBoundTo(server.Gateway).Select(context.Rules.Root).OfType<RoutedService>().Where(context.Order.IsActive),
        Proxy.Of(hop.Egress));

    /// <summary>Whether the server's port and Gateway are the rule's.</summary>
    public static bool Holds(RouteRule rule, EgressServer server) =>
        rule.HoldsAt(server.Gateway) && (rule.Match?.Port is null or 0 || rule.Match.Port == server.Port);

    /// <summary>The more specific of each pair of hosts of a server and a VirtualService of which one covers the other.</summary>
    public static IEnumerable<string> Intersection(EgressServer server, RoutedService service) =>
        from serverHost in server.HostsFor(service.Reference.Namespace)
        from host in service.Hosts.Select(HostName.Normalize)
        let common = HostName.IsCoveredBy(host, serverHost) ? host : HostName.IsCoveredBy(serverHost, host) ? serverHost : null
        where common is not null
        select common;

    private (IReadOnlyList<RouteRule>, EgressServer) Http()
    {
        var hosts = new List<(string Host, EgressServer Server, List<RouteRule> Rules)>();
        foreach (var server in servers)
        {
            foreach (var service in BoundTo(server, context, hop))
            {
                var rules = UntilCatchAll(context.Rules.Of(service, RouteBlocks.Http).Where(rule => Holds(rule, server)));
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

    private (IReadOnlyList<RouteRule>, EgressServer) Tls()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var chains = new List<(RouteRule Rule, EgressServer Server)>();
        foreach (var server in servers)
        {
            foreach (var service in BoundTo(server, context, hop).Where(service => Overlaps(server, service)))
            {
                foreach (var rule in context.Rules.Of(service, RouteBlocks.Tls).Where(rule => Holds(rule, server)))
                {
                    if (!rule.Match!.SniHosts.Any(taken.Contains))
                    {
                        taken.UnionWith(rule.Match.SniHosts);
                        chains.Add((rule, server));
                    }
                }
            }
        }

        var best = chains
            .Select(chain => (chain.Rule, chain.Server, Name: ServerNames.Best(chain.Rule.Match!.SniHosts, question.Host)))
            .Where(item => item.Name is not null)
            .OrderBy(item => HostName.IsWildcard(item.Name!)).ThenByDescending(item => item.Name!.Length)
            .ToList();
        return best.Count == 0 ? ([], servers[0]) : ([best[0].Rule], best[0].Server);
    }

    /// <summary>Behind a server for bytes, or one that ends TLS, there is one route for everything: the first that holds.</summary>
    private (IReadOnlyList<RouteRule>, EgressServer) Tcp()
    {
        foreach (var server in servers)
        {
            var first = BoundTo(server, context, hop)
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

    private static bool Overlaps(EgressServer server, RoutedService service) =>
        server.HostsFor(service.Reference.Namespace).Any(host => service.Hosts.Any(own => HostName.Overlap(HostName.Normalize(own), host)));

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
