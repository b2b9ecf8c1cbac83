using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>
/// A port of an egress gateway with the servers that istiod keeps there (docs/egress-path.md 4.3). Gateways by the thousand share one
/// port, so that a question goes by name or Gateway and not through all of them.
/// </summary>
internal sealed class EgressPort
{
    private readonly Dictionary<ObjectRef, List<EgressServer>> _byGateway = [];

    /// <summary>The first of those that end TLS for a host or pattern.</summary>
    private readonly Dictionary<string, EgressServer> _byHost = new(StringComparer.Ordinal);

    /// <summary>Those of patterns once more, by what follows the star.</summary>
    private readonly Dictionary<string, (string Host, EgressServer Server)>.AlternateLookup<ReadOnlySpan<char>> _byEnding =
        new Dictionary<string, (string, EgressServer)>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>One server of each sort and mode.</summary>
    private readonly ImmutableArray<EgressServer> _sorts;

    /// <summary>The port of these servers, those of the oldest Gateway first.</summary>
    public EgressPort(IEnumerable<EgressServer> servers)
    {
        Servers = [.. servers.Select((server, index) => server with { Rank = index })];
        _sorts = [.. Servers.DistinctBy(server => (server.Sort, server.TlsMode))];
        foreach (var server in Servers)
        {
            if (!_byGateway.TryGetValue(server.Gateway, out var own))
            {
                _byGateway.Add(server.Gateway, own = []);
            }

            own.Add(server);
            if (server.Sort is ServerSort.TerminatedHttp or ServerSort.TerminatedTcp)
            {
                foreach (var host in server.HostNames)
                {
                    if (_byHost.TryAdd(host, server) && HostName.IsWildcard(host))
                    {
                        _byEnding.Dictionary.Add(host[1..], (host, server));
                    }
                }
            }
        }
    }

    /// <summary>All servers, the first first.</summary>
    public ImmutableArray<EgressServer> Servers { get; }

    /// <summary>Whether TLS arrives.</summary>
    public bool IsTls => Servers[0].IsTls;

    /// <summary>Whether some server takes what the hop brings, names aside.</summary>
    public bool Takes(GatewayHop hop)
    {
        foreach (var server in _sorts)
        {
            if (HopFit.Fits(server, hop))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The servers of the Gateways that these VirtualServices are bound to, the first first.</summary>
    public List<EgressServer> Of(List<RoutedService> services)
    {
        var found = new List<EgressServer>();
        foreach (var service in services)
        {
            foreach (var gateway in service.Gateways)
            {
                if (_byGateway.TryGetValue(gateway, out var own))
                {
                    found.AddRange(own);
                }
            }
        }

        return found.Count < 2 ? found : [.. found.Distinct().OrderBy(server => server.Rank)];
    }

    /// <summary>Of those that end TLS, the one for a name: the host that covers it most closely, and the server.</summary>
    /// <param name="name">Normalised; null for Istio's own name, which only a lone star covers.</param>
    public (string Host, EgressServer Server)? Ending(string? name)
    {
        if (name is not null && _byHost.TryGetValue(name, out var exact))
        {
            return (name, exact);
        }

        for (var start = name is null ? 0 : HostName.IsWildcard(name) ? 2 : 0; start <= (name?.Length ?? 0); start++)
        {
            if (_byEnding.TryGetValue(name.AsSpan(start), out var ending))
            {
                return ending;
            }
        }

        return null;
    }
}
