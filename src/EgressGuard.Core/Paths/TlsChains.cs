using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>A name by which a port of an egress gateway tells TLS connections apart, and who takes those of that name.</summary>
/// <param name="Name">The name or pattern.</param>
/// <param name="Server">The server.</param>
/// <param name="Rule">The rule that sends them on, where the server lets TLS pass through; null where it ends TLS.</param>
internal sealed record TlsChain(string Name, EgressServer Server, RouteRule? Rule);

/// <summary>
/// Chooses among the TLS servers of a port. A connection is told by its name before anything else is looked at, so that a server which
/// does not take it may keep it from one that would (docs/egress-path.md 4.4).
/// </summary>
internal sealed class TlsChains(PathContext context, GatewayHop hop, EgressPort port)
{
    /// <summary>What no pattern but a lone star covers.</summary>
    private const string NoName = "~";

    /// <summary>The one with the most specific name that covers the connection's; null when none does.</summary>
    /// <param name="name">Normalised; null for Istio's own name, which only a lone star covers.</param>
    public TlsChain? For(string? name)
    {
        var best = port.Ending(name) is var (host, server) ? new TlsChain(host, server, null) : null;
        var services = Mentioning(name ?? NoName);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var passing in port.Of(services))
        {
            if (passing.Sort != ServerSort.Passthrough)
            {
                continue;
            }

            foreach (var service in GatewayRoutes.Seen(services, passing, context, hop))
            {
                if (GatewayRoutes.Overlaps(passing, service))
                {
                    best = Best(best, service, passing, name, taken);
                }
            }
        }

        return best;
    }

    /// <summary>
    /// The best of one chain and the tls routes of a VirtualService. A route with a name that another has before it is left out as a whole
    /// (istio-egress.md C10).
    /// </summary>
    private TlsChain? Best(TlsChain? best, RoutedService service, EgressServer server, string? name, HashSet<string> taken)
    {
        foreach (var rule in context.Rules.Of(service, RouteBlocks.Tls))
        {
            var names = rule.Match!.SniHosts;
            if (!GatewayRoutes.Holds(rule, server) || names.Any(taken.Contains))
            {
                continue;
            }

            taken.UnionWith(names);
            foreach (var sni in names)
            {
                if ((sni == "*" || (name is not null && HostName.IsCoveredBy(name, sni))) && IsBetter(sni, server, best))
                {
                    best = new TlsChain(sni, server, rule);
                }
            }
        }

        return best;
    }

    private static bool IsBetter(string name, EgressServer server, TlsChain? other) => other is null
        || ServerNames.IsMoreSpecific(name, other.Name)
        || (!ServerNames.IsMoreSpecific(other.Name, name) && server.Rank < other.Server.Rank);

    /// <summary>
    /// The VirtualServices with a route for the name, and those that share a server name with one of them, and so on: which of two with the
    /// same name is left out may hang on a third.
    /// </summary>
    private List<RoutedService> Mentioning(string name)
    {
        var found = context.Order.Active(context.Mesh.VirtualServicesForServerName(name));
        var known = found.ToHashSet();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var rule in context.Rules.Of(found[i], RouteBlocks.Tls))
            {
                foreach (var shared in rule.Match!.SniHosts)
                {
                    if (names.Add(shared))
                    {
                        found.AddRange(context.Order.Active(context.Mesh.VirtualServicesWithServerName(shared)).Where(known.Add));
                    }
                }
            }
        }

        return found;
    }
}
