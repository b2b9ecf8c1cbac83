using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>The rules that an egress gateway applies to what arrives at a port (docs/egress-path.md 4.5).</summary>
/// <param name="context">The mesh and the policy.</param>
/// <param name="question">What was asked.</param>
/// <param name="hop">What arrives.</param>
/// <param name="port">The port.</param>
/// <param name="chosen">The server that takes it; null when any may.</param>
internal sealed class GatewayRoutes(PathContext context, PathQuestion question, GatewayHop hop, EgressPort port, EgressServer? chosen)
{
    private EgressServer First => chosen ?? port.Servers[0];

    /// <summary>The rules that http and tcp can take, in order, and the server whose they are; none: the first server.</summary>
    public (IReadOnlyList<RouteRule> Rules, EgressServer Server) Applied() => First.Sort switch
    {
        ServerSort.PlainHttp or ServerSort.TerminatedHttp => Http(),
        _ => Tcp(),
    };

    /// <summary>Those of the VirtualServices that are bound to the server's Gateway and seen by the gateway, the first first.</summary>
    public static List<RoutedService> Seen(List<RoutedService> services, EgressServer server, PathContext context, GatewayHop hop)
    {
        var bound = new List<RoutedService>(services.Count);
        foreach (var service in services)
        {
            if (service.Gateways.Contains(server.Gateway))
            {
                bound.Add(service);
            }
        }

        return context.Order.Seen(bound, hop.Proxy);
    }

    /// <summary>Whether the server's port and Gateway are the rule's.</summary>
    public static bool Holds(RouteRule rule, EgressServer server) =>
        rule.HoldsAt(server.Gateway) && (rule.Match?.Port is null or 0 || rule.Match.Port == server.Port);

    /// <summary>The more specific of each pair of hosts of a server and a VirtualService of which one covers the other.</summary>
    public static IEnumerable<string> Intersection(EgressServer server, RoutedService service)
    {
        foreach (var item in server.ScopedHosts)
        {
            if (!item.IsFor(service.Reference.Namespace))
            {
                continue;
            }

            foreach (var host in service.LowerHosts)
            {
                if (HostName.IsCoveredBy(host, item.Lower))
                {
                    yield return host;
                }
                else if (HostName.IsCoveredBy(item.Lower, host))
                {
                    yield return item.Lower;
                }
            }
        }
    }

    private (IReadOnlyList<RouteRule>, EgressServer) Http()
    {
        var hosts = new List<(string Host, EgressServer Server, List<RouteRule> Rules)>();
        var services = context.Order.Overlapping(question.Host);
        foreach (var server in port.Of(services))
        {
            if (chosen is not null && chosen != server)
            {
                continue;
            }

            foreach (var service in Seen(services, server, context, hop))
            {
                var rules = Reached(service, server);
                if (rules.Count > 0)
                {
                    foreach (var host in Intersection(server, service))
                    {
                        if (HostName.IsCoveredBy(question.Host, host) && !hosts.Exists(item => item.Host == host && item.Server == server && item.Rules == rules))
                        {
                            hosts.Add((host, server, rules));
                        }
                    }
                }
            }
        }

        if (hosts.Count == 0)
        {
            return ([], First);
        }

        if (hosts is [var only])
        {
            return (only.Rules, only.Server);
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
        foreach (var server in chosen is null ? port.Servers : [chosen])
        {
            var bound = context.Order.Active(context.Mesh.VirtualServicesBoundTo(server.Gateway));
            var first = Seen(bound, server, context, hop)
                .Where(service => Overlaps(server, service))
                .SelectMany(service => context.Rules.Of(service, RouteBlocks.Tcp))
                .FirstOrDefault(rule => Holds(rule, server));
            if (first is not null)
            {
                return ([first], server);
            }
        }

        return ([], First);
    }

    /// <summary>Whether some host of the VirtualService meets one of the server's.</summary>
    public static bool Overlaps(EgressServer server, RoutedService service)
    {
        foreach (var host in server.ScopedHosts)
        {
            foreach (var own in service.LowerHosts)
            {
                if (host.IsFor(service.Reference.Namespace) && HostName.Overlap(own, host.Lower))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The http rules that the gateway gives requests at the server, up to the first that takes them all.</summary>
    private List<RouteRule> Reached(RoutedService service, EgressServer server) =>
        UntilCatchAll(context.Rules.Of(service, RouteBlocks.Http).Where(rule => Holds(rule, server) && rule.Concerns(hop.Proxy)));

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
