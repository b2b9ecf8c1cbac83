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
internal sealed class TlsChains(PathContext context, GatewayHop hop, IEnumerable<EgressServer> servers)
{
    /// <summary>The one with the most specific name that covers the connection's; null when none does.</summary>
    /// <param name="name">Normalised; null for Istio's own name, which only a lone star covers.</param>
    public TlsChain? For(string? name) => All()
        .Where(chain => chain.Name == "*" || (name is not null && HostName.IsCoveredBy(name, chain.Name)))
        .OrderBy(chain => HostName.IsWildcard(chain.Name)).ThenByDescending(chain => chain.Name.Length)
        .FirstOrDefault();

    private IEnumerable<TlsChain> All()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return servers.SelectMany(server => server.Sort switch
        {
            ServerSort.Passthrough => Passing(server, taken),
            ServerSort.TerminatedHttp or ServerSort.TerminatedTcp => server.HostNames.Select(host => new TlsChain(host, server, null)),
            _ => [],
        });
    }

    /// <summary>The names of the tls routes. One with a name that another has before it is left out as a whole (istio-egress.md C10).</summary>
    private IEnumerable<TlsChain> Passing(EgressServer server, HashSet<string> taken)
    {
        foreach (var service in GatewayRoutes.BoundTo(server, context, hop).Where(service => GatewayRoutes.Overlaps(server, service)))
        {
            foreach (var rule in context.Rules.Of(service, RouteBlocks.Tls).Where(rule => GatewayRoutes.Holds(rule, server)))
            {
                if (!rule.Match!.SniHosts.Any(taken.Contains))
                {
                    taken.UnionWith(rule.Match.SniHosts);
                    foreach (var name in rule.Match.SniHosts)
                    {
                        yield return new TlsChain(name, server, rule);
                    }
                }
            }
        }
    }
}
