using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>What takes the TLS connections of a name.</summary>
/// <param name="Name">The name or pattern.</param>
/// <param name="Server">The server.</param>
/// <param name="Rule">The rule, where TLS passes through.</param>
internal sealed record NaiveChain(string Name, NaiveServer Server, NaiveRule? Rule);

/// <summary>docs/egress-path.md 4.5: what the egress gateway does with what arrives at its servers.</summary>
internal static class NaiveGatewayRoutes
{
    /// <param name="question">The client's question.</param>
    /// <param name="gateway">The egress gateway.</param>
    /// <param name="servers">The servers that share what arrives.</param>
    /// <param name="passed">The rule that takes TLS which passes through; empty for none, null for other traffic.</param>
    /// <param name="traffic">What the client sends.</param>
    /// <param name="leg">The rule that leads to the gateway.</param>
    /// <param name="ends">Where the hop is written.</param>
    public static IEnumerable<NaiveWay> Ways(
        NaiveQuestion question, EgressGatewaySettings gateway, List<NaiveServer> servers, List<NaiveRule>? passed, NaiveTraffic traffic, NaiveRule? leg,
        List<NaivePlace> ends)
    {
        var seen = Seen(question, gateway);
        var block = BlockOf(servers[0]);
        var rules = passed ?? (block == "http" ? HttpRules(seen, servers) : TcpRules(seen, servers[0]));
        return rules.Count > 0
            ? rules.SelectMany(rule => NaiveBehind.Ways(question, seen, servers[0], rule, block, traffic, leg))
            : [NaiveWay.Of(PathOutcome.Blocked, NaiveReasons.WhyNothingAtGateway(seen, servers, block, leg, ends))];
    }

    /// <summary>Whether a server that ends TLS has a route for what arrives.</summary>
    public static bool HasRoute(NaiveQuestion question, EgressGatewaySettings gateway, NaiveServer server) =>
        (BlockOf(server) == "http" ? HttpRules(Seen(question, gateway), [server]) : TcpRules(Seen(question, gateway), server)).Count > 0;

    private static NaiveQuestion Seen(NaiveQuestion question, EgressGatewaySettings gateway) =>
        question with { Namespace = gateway.Namespace, Labels = gateway.Selector };

    private static string BlockOf(NaiveServer server) => server.IsHttp || (server.IsTls && server.Protocol == "HTTPS" && server.Mode != "PASSTHROUGH")
        ? "http"
        : server.IsTls && server.Mode == "PASSTHROUGH" ? "tls" : "tcp";

    /// <summary>The VirtualServices that the gateway's pods see at a Gateway.</summary>
    public static IEnumerable<JsonObject> Bound(NaiveQuestion seen, NaiveServer server) => NaiveRoutes.Ordered(seen)
        .Where(service => NaiveRoutes.BoundTo(service).Contains(server.GatewayName))
        .Where(service => NaiveObjects.IsVisible(seen, service, seen.Namespace));

    /// <summary>The server's hosts that count for VirtualServices of the namespace.</summary>
    public static List<string> HostsFor(NaiveServer server, string home)
    {
        var hosts = new List<string>();
        foreach (var written in Strings(server.Server["hosts"]))
        {
            var slash = written.IndexOf('/', StringComparison.Ordinal);
            var scope = slash < 0 ? "*" : written[..slash];
            if (scope == "*" || (scope == "." ? Namespace(server.Gateway) : scope) == home)
            {
                hosts.Add(written[(slash + 1)..].ToLowerInvariant());
            }
        }

        return hosts;
    }

    /// <summary>The narrower of the two where one covers the other.</summary>
    public static IEnumerable<string> Intersection(NaiveQuestion seen, NaiveServer server, JsonObject service) =>
        from mine in HostsFor(server, Namespace(service))
        from theirs in NaiveRoutes.Hosts(seen, service).Select(host => host.ToLowerInvariant())
        where NaiveHosts.Overlap(mine, theirs)
        select NaiveHosts.Covers(mine, theirs) ? theirs : mine;

    private static List<NaiveRule> HttpRules(NaiveQuestion seen, List<NaiveServer> servers)
    {
        var all =
            (from server in servers
             from service in Bound(seen, server)
             let rules = Reached(seen, server, service)
             where rules.Count > 0
             from host in Intersection(seen, server, service).Distinct()
             where NaiveHosts.Covers(host, seen.Host)
             select (Host: host, Server: server, Rules: rules)).ToList();
        var best = NaiveHosts.MostSpecificFirst(all, entry => entry.Host).FirstOrDefault().Host;
        var there = all.Where(entry => entry.Host == best)
            .SelectMany(entry => entry.Rules.Select(rule => (rule.Rule, rule.IsConditional)))
            .ToList();
        return [.. there.Where(rule => rule.IsConditional).Concat(there.Where(rule => !rule.IsConditional).Take(1)).Select(rule => rule.Rule)];
    }

    /// <summary>The rules of one VirtualService that hold, up to the first that takes every request.</summary>
    private static List<(NaiveRule Rule, bool IsConditional)> Reached(NaiveQuestion seen, NaiveServer server, JsonObject service)
    {
        var rules = new List<(NaiveRule, bool)>();
        foreach (var rule in NaiveRoutes.Rules(seen, service, "http"))
        {
            var holding = rule.Matches.Where(match => HoldsForServer(server, match)
                && (NaiveRoutes.IsSourceIgnored("http", match) || NaiveRoutes.HoldsForSource(seen, match))).ToList();
            if (rule.Matches.Count > 0 && holding.Count == 0)
            {
                continue;
            }

            var isLast = rule.Matches.Count == 0 || holding.Exists(match => !match.AtRequestTime);
            rules.Add((rule, !isLast));
            if (isLast)
            {
                break;
            }
        }

        return rules;
    }

    public static bool HoldsForServer(NaiveServer server, NaiveMatch match) => IsForGateway(server, match) && IsForPort(server, match);

    public static bool IsForGateway(NaiveServer server, NaiveMatch match) =>
        match.Gateways.Count == 0 || match.Gateways.Contains(server.GatewayName);

    public static bool IsForPort(NaiveServer server, NaiveMatch match) =>
        match.Port is null || match.Port == Number(server.Server["port"]!["number"]);

    /// <summary>The names by which TLS connections are told apart: the hosts of servers that end TLS, the sniHosts behind those that do not.</summary>
    public static IEnumerable<NaiveChain> Chains(NaiveQuestion question, EgressGatewaySettings gateway, List<NaiveServer> servers)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var server in servers)
        {
            foreach (var host in server.Mode is "PASSTHROUGH" or "AUTO_PASSTHROUGH" ? [] : server.Hosts)
            {
                yield return new NaiveChain(host, server, null);
            }

            foreach (var (rule, match) in server.Mode == "PASSTHROUGH" ? TlsMatches(Seen(question, gateway), server) : [])
            {
                // A match with a name that another has before it is left out as a whole.
                if (!match.SniHosts.Any(taken.Contains))
                {
                    taken.UnionWith(match.SniHosts);
                    foreach (var name in match.SniHosts)
                    {
                        yield return new NaiveChain(name.ToLowerInvariant(), server, rule);
                    }
                }
            }
        }
    }

    private static IEnumerable<(NaiveRule Rule, NaiveMatch Match)> TlsMatches(NaiveQuestion seen, NaiveServer server) =>
        from service in Bound(seen, server)
        where Meets(seen, server, service)
        from rule in NaiveRoutes.Rules(seen, service, "tls")
        from match in rule.Matches
        where HoldsForServer(server, match)
        select (rule, match);

    public static bool Meets(NaiveQuestion seen, NaiveServer server, JsonObject service) => Intersection(seen, server, service).Any();

    private static List<NaiveRule> TcpRules(NaiveQuestion seen, NaiveServer server) =>
    [
        .. (from service in Bound(seen, server)
            where Meets(seen, server, service)
            from rule in NaiveRoutes.Rules(seen, service, "tcp")
            where rule.Matches.Count == 0 || rule.Matches.Any(match => HoldsForServer(server, match))
            select rule).Take(1),
    ];
}
