using System.Collections.Frozen;
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
    private readonly FrozenDictionary<ObjectRef, ImmutableArray<EgressServer>> _byGateway;

    /// <summary>Those that end TLS, by their hosts.</summary>
    private readonly FrozenDictionary<string, ImmutableArray<EgressServer>> _byHost;

    /// <summary>One server of each sort and mode.</summary>
    private readonly ImmutableArray<EgressServer> _sorts;

    /// <summary>The port of these servers, those of the oldest Gateway first.</summary>
    public EgressPort(IEnumerable<EgressServer> servers)
    {
        Servers = [.. servers.Select((server, index) => server with { Rank = index })];
        _sorts = [.. Servers.DistinctBy(server => (server.Sort, server.TlsMode))];
        _byGateway = Servers.GroupBy(server => server.Gateway).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
        _byHost = Servers
            .Where(server => server.Sort is ServerSort.TerminatedHttp or ServerSort.TerminatedTcp)
            .SelectMany(server => server.HostNames.Distinct(StringComparer.Ordinal), (server, host) => (server, host))
            .GroupBy(item => item.host, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Select(item => item.server).ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>All servers, the first first.</summary>
    public ImmutableArray<EgressServer> Servers { get; }

    /// <summary>Whether TLS arrives.</summary>
    public bool IsTls => Servers[0].IsTls;

    /// <summary>Whether some server takes what the hop brings, names aside.</summary>
    public bool Takes(GatewayHop hop) => _sorts.Any(server => HopFit.Fits(server, hop));

    /// <summary>The servers of these Gateways, the first first.</summary>
    public IEnumerable<EgressServer> Of(IEnumerable<ObjectRef> gateways) => gateways
        .Distinct()
        .SelectMany(gateway => _byGateway.GetValueOrDefault(gateway, []))
        .OrderBy(server => server.Rank);

    /// <summary>Those that end TLS for a name: the host that covers it, and the server.</summary>
    /// <param name="name">Normalised; null for Istio's own name, which only a lone star covers.</param>
    public IEnumerable<(string Host, EgressServer Server)> Ending(string? name)
    {
        foreach (var host in name is null ? ["*"] : Covering(name))
        {
            foreach (var server in _byHost.GetValueOrDefault(host, []))
            {
                yield return (host, server);
            }
        }
    }

    private static IEnumerable<string> Covering(string name)
    {
        yield return name;
        for (var start = HostName.IsWildcard(name) ? 2 : 0; start <= name.Length; start++)
        {
            yield return string.Concat("*", name.AsSpan(start));
        }
    }
}
