using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>A server of a Gateway that selects the pods of the egress gateway.</summary>
internal sealed record NaiveServer(JsonObject Gateway, JsonObject Server)
{
    public string Protocol => (Text(Server["port"]!["protocol"]) ?? "").ToUpperInvariant();

    public bool IsHttp => Protocol is "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB";

    public bool IsTls => !IsHttp && Server["tls"] is not null;

    public string Sort => IsHttp ? "http" : IsTls ? "tls" : "tcp";

    public string Mode => Text(Server["tls"]?["mode"]) ?? "PASSTHROUGH";

    public string GatewayName => Namespace(Gateway) + "/" + Name(Gateway);

    /// <summary>The hosts, without the namespaces before them.</summary>
    public IEnumerable<string> Hosts => Strings(Server["hosts"]).Select(host => host[(host.IndexOf('/', StringComparison.Ordinal) + 1)..].ToLowerInvariant());
}

/// <summary>docs/egress-path.md 4.1 to 4.4: the hop from the sidecar to the egress gateway.</summary>
internal static class NaiveHop
{
    public static EgressGatewaySettings? GatewayOf(NaiveQuestion question, NaiveService service) => service.IsKubernetes
        ? question.Policy.Mesh.EgressGateways.FirstOrDefault(gateway => FullName(question, gateway) == NaiveHosts.Plain(service.Host))
        : null;

    /// <summary>The egress gateway that the address of an endpoint names.</summary>
    public static EgressGatewaySettings? GatewayNamed(NaiveQuestion question, string address) =>
        question.Policy.Mesh.EgressGateways.FirstOrDefault(gateway => new[]
        {
            FullName(question, gateway), $"{gateway.Service}.{gateway.Namespace}.svc", $"{gateway.Service}.{gateway.Namespace}",
        }.Contains(NaiveHosts.Plain(address)));

    public static string FullName(NaiveQuestion question, EgressGatewaySettings gateway) =>
        $"{gateway.Service}.{gateway.Namespace}.svc.{question.Domain}";

    /// <summary>To the address of the gateway's Service, at a port that it may not have.</summary>
    public static IEnumerable<NaiveWay> ByName(
        NaiveQuestion question, EgressGatewaySettings gateway, int port, NaiveSettings settings, NaiveTraffic traffic, NaiveRule? rule,
        List<NaivePlace> ends)
    {
        var service = NaiveObjects.Active(question, "Service").Find(item => Name(item) == gateway.Service && Namespace(item) == gateway.Namespace);
        return service is null || Items(Spec(service)["ports"]).Exists(item => Number(item["port"]) == port)
            ? Ways(question, gateway, port, settings, traffic, rule, ends)
            : [NaiveWay.Of(PathOutcome.Blocked, Closed(ends, NaivePlace.Of(service)))];
    }

    public static IEnumerable<NaiveWay> Ways(
        NaiveQuestion question, EgressGatewaySettings gateway, int port, NaiveSettings settings, NaiveTraffic traffic, NaiveRule? rule,
        List<NaivePlace> ends)
    {
        var servers = Servers(question, gateway, port);
        if (servers.Count == 0)
        {
            return [NaiveWay.Of(PathOutcome.Blocked, Closed(ends, [.. BoundGateways(question)]))];
        }

        if (!servers[0].IsTls)
        {
            var fits = !servers[0].IsHttp || (traffic == NaiveTraffic.Http && !settings.OriginatesTls);
            return fits
                ? NaiveGatewayRoutes.Ways(question, gateway, servers, null, traffic, rule, ends)
                : [Missed(servers, [], Meant(question, servers), null, settings, ends)];
        }

        return Tls(question, gateway, servers, settings, traffic, rule, ends);
    }

    /// <summary>4.4: TLS connections are told apart by their names, before anything else is looked at.</summary>
    private static IEnumerable<NaiveWay> Tls(
        NaiveQuestion question, EgressGatewaySettings gateway, List<NaiveServer> servers, NaiveSettings settings, NaiveTraffic traffic, NaiveRule? rule,
        List<NaivePlace> ends)
    {
        var fitting = servers.Where(server => Fits(server, settings, traffic)).ToList();
        var meant = Meant(question, servers);
        if (fitting.Count == 0)
        {
            return [Missed(servers, fitting, meant, null, settings, ends)];
        }

        var name = settings.OriginatesTls ? settings.Sni ?? "no-name-that-anybody-would-list" : question.Host;
        var chain = NaiveHosts.MostSpecificFirst(
                NaiveGatewayRoutes.Chains(question, gateway, servers).Where(chain => NaiveHosts.Covers(chain.Name, name)), chain => chain.Name)
            .FirstOrDefault();
        if (chain is null)
        {
            return fitting[0].Mode == "PASSTHROUGH" && (meant.Count == 0 || meant.Exists(fitting.Contains))
                ? NaiveGatewayRoutes.Ways(question, gateway, fitting, [], traffic, rule, ends)
                : [Missed(servers, fitting, meant, null, settings, ends)];
        }

        var isForeign = meant.Count > 0 && !meant.Contains(chain.Server);
        return !fitting.Contains(chain.Server) ? [Missed(servers, fitting, meant, chain.Server, settings, ends)]
            : chain.Rule is { } passed ? NaiveGatewayRoutes.Ways(question, gateway, [chain.Server], [passed], traffic, rule, ends)
            : isForeign && !NaiveGatewayRoutes.HasRoute(question, gateway, chain.Server) ? [Missed(servers, fitting, meant, chain.Server, settings, ends)]
            : NaiveGatewayRoutes.Ways(question, gateway, [chain.Server], null, traffic, rule, ends);
    }

    /// <summary>The servers of Gateways that VirtualServices for the host name, and of these those that list it, if any do.</summary>
    private static List<NaiveServer> Meant(NaiveQuestion question, List<NaiveServer> servers)
    {
        var gateways = NaiveRoutes.Ordered(question)
            .Where(service => NaiveRoutes.Hosts(question, service).Exists(host => NaiveHosts.Covers(NaiveHosts.Plain(host), question.Host)))
            .SelectMany(NaiveRoutes.BoundTo)
            .ToHashSet();
        var own = servers.FindAll(server => gateways.Contains(server.GatewayName));
        var listing = own.FindAll(server => server.Hosts.Any(host => NaiveHosts.Covers(NaiveHosts.Plain(host), question.Host)));
        return listing.Count > 0 ? listing : own;
    }

    /// <summary>4.4: what is told where nothing takes the connection.</summary>
    private static NaiveWay Missed(
        List<NaiveServer> servers, List<NaiveServer> fitting, List<NaiveServer> meant, NaiveServer? taker, NaiveSettings settings,
        List<NaivePlace> ends)
    {
        if (meant.Count > 0 && (taker is null || !meant.Contains(taker)))
        {
            if (!meant.Exists(fitting.Contains))
            {
                return Mismatch(meant, settings, ends);
            }

            if (settings.OriginatesTls)
            {
                return WrongName(meant.Find(fitting.Contains)!, ends);
            }
        }

        return taker is null ? fitting.Count > 0 ? WrongName(fitting[0], ends) : Mismatch(servers, settings, ends) : Mismatch([taker], settings, ends);
    }

    /// <summary>Nothing is wrong where both ends agree on TLS and only what is inside differs: a port is closed like that.</summary>
    private static NaiveWay Mismatch(List<NaiveServer> servers, NaiveSettings settings, List<NaivePlace> ends) => NaiveWay.Of(
        PathOutcome.Blocked,
        servers.Exists(server => AgreesOnTls(server, settings))
            ? []
            : [NaiveFault.Of(PathFaultCode.HopTlsMismatch, ends.Append(NaivePlace.Of(servers[0].Server)))]);

    private static NaiveWay WrongName(NaiveServer server, List<NaivePlace> ends) =>
        NaiveWay.Of(PathOutcome.Blocked, NaiveFault.Of(PathFaultCode.HopServerName, ends.Append(NaivePlace.Of(server.Server))));

    /// <summary>C6: who sends to the port, and what does not have it.</summary>
    public static NaiveFault Closed(List<NaivePlace> ends, params NaivePlace[] others) =>
        NaiveFault.Of(PathFaultCode.GatewayPortClosed, ends.Take(1).Select(end => end.Beside("port/number")).Concat(others));

    /// <summary>The Gateways on egress gateways that VirtualServices which meet the host are bound to.</summary>
    private static IEnumerable<NaivePlace> BoundGateways(NaiveQuestion question)
    {
        var bound = NaiveRoutes.Ordered(question)
            .Where(service => NaiveRoutes.Hosts(question, service).Exists(host => NaiveHosts.Overlap(NaiveHosts.Plain(host), question.Host)))
            .SelectMany(NaiveRoutes.BoundTo)
            .ToHashSet();
        return NaiveObjects.Active(question, "Gateway")
            .Where(gateway => bound.Contains(Namespace(gateway) + "/" + Name(gateway)))
            .Where(gateway => question.Policy.Mesh.EgressGateways.Any(egress => Holds(Map(Spec(gateway)["selector"]), egress.Selector)))
            .Select(gateway => NaivePlace.Of(gateway, "/spec/servers"));
    }

    /// <summary>4.3: the servers that listen there, of one sort, oldest Gateway first.</summary>
    private static List<NaiveServer> Servers(NaiveQuestion question, EgressGatewaySettings gateway, int port)
    {
        var all =
            (from item in NaiveObjects.Active(question, "Gateway")
             where Holds(Map(Spec(item)["selector"]), gateway.Selector)
             from server in Items(Spec(item)["servers"])
             where Number(server["port"]!["number"]) == port
             select new NaiveServer(item, server)).ToList();
        var kept = new List<NaiveServer>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var server in all.Where(server => server.Sort == all[0].Sort))
        {
            // Of TLS servers with the same host, the later one does not exist.
            var hosts = Strings(server.Server["hosts"]).Select(host => Qualified(host, Namespace(server.Gateway))).ToList();
            if (!server.IsTls || !hosts.Exists(taken.Contains))
            {
                kept.Add(server);
                taken.UnionWith(hosts);
            }
        }

        // A second plain TCP server has nothing to tell its connections by.
        return all.Count > 0 && all[0].Sort == "tcp" ? [.. kept.Take(1)] : kept;
    }

    private static string Qualified(string host, string home) => host.StartsWith("./", StringComparison.Ordinal)
        ? home + host[1..]
        : host.StartsWith("*/", StringComparison.Ordinal) ? host[2..] : host;

    /// <summary>4.4: whether a TLS server can take what arrives.</summary>
    private static bool Fits(NaiveServer server, NaiveSettings settings, NaiveTraffic traffic) => server.Mode switch
    {
        "PASSTHROUGH" => traffic == NaiveTraffic.Tls && !settings.OriginatesTls,
        "AUTO_PASSTHROUGH" => false,
        _ => AgreesOnTls(server, settings) && (server.Protocol != "HTTPS" || traffic == NaiveTraffic.Http),
    };

    /// <summary>Whether a server that ends TLS ends the one of the hop, whatever is inside.</summary>
    private static bool AgreesOnTls(NaiveServer server, NaiveSettings settings) => server.Mode switch
    {
        "ISTIO_MUTUAL" => settings.Tls == "ISTIO_MUTUAL",
        "SIMPLE" or "MUTUAL" => settings.Tls is "SIMPLE" or "MUTUAL",
        _ => false,
    };
}
