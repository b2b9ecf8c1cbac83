using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

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
    public TlsChain? For(string? name) => port.Ending(name)
        .Select(ending => new TlsChain(ending.Host, ending.Server, null))
        .Concat(Passing(name ?? NoName))
        .Where(chain => chain.Name == "*" || (name is not null && HostName.IsCoveredBy(name, chain.Name)))
        .OrderBy(chain => HostName.IsWildcard(chain.Name)).ThenByDescending(chain => chain.Name.Length).ThenBy(chain => chain.Server.Rank)
        .FirstOrDefault();

    /// <summary>The names of the tls routes. One with a name that another has before it is left out as a whole (istio-egress.md C10).</summary>
    private IEnumerable<TlsChain> Passing(string name)
    {
        var services = Mentioning(name);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var server in port.Of(services.SelectMany(service => service.Gateways)).Where(server => server.Sort == ServerSort.Passthrough))
        {
            foreach (var service in GatewayRoutes.Seen(services, server, context, hop).Where(service => GatewayRoutes.Overlaps(server, service)))
            {
                foreach (var rule in context.Rules.Of(service, RouteBlocks.Tls).Where(rule => GatewayRoutes.Holds(rule, server)))
                {
                    if (!rule.Match!.SniHosts.Any(taken.Contains))
                    {
                        taken.UnionWith(rule.Match.SniHosts);
                        foreach (var sni in rule.Match.SniHosts)
                        {
                            yield return new TlsChain(sni, server, rule);
                        }
                    }
                }
            }
        }
    }

    /// <summary>
    /// The VirtualServices with a route for the name, and those that share a server name with one of them, and so on: which of two with the
    /// same name is left out may hang on a third.
    /// </summary>
    private List<RoutedService> Mentioning(string name)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var services = new Dictionary<ObjectRef, RoutedService>();
        var fresh = context.Order.Active(context.Mesh.VirtualServicesForServerName(name)).ToList();
        while (fresh.Count > 0)
        {
            var found = fresh.FindAll(service => services.TryAdd(service.Reference, service));
            var shared = found.SelectMany(service => context.Rules.Of(service, RouteBlocks.Tls)).SelectMany(rule => rule.Match!.SniHosts).Where(names.Add);
            fresh = [.. context.Order.Active(shared.ToList().SelectMany(context.Mesh.VirtualServicesWithServerName))];
        }

        return [.. services.Values];
    }
}
