using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>Why a VirtualService that leads to the egress gateway does not do so for the question.</summary>
internal static class NaiveReasons
{
    /// <summary>The reasons of all VirtualServices that would lead the host to an egress gateway and do not.</summary>
    public static IEnumerable<PathFaultCode> WhyNot(NaiveQuestion question) => NaiveRoutes.Ordered(question)
        .Where(service => NaiveRoutes.Hosts(question, service).Exists(host => NaiveHosts.Overlap(NaiveHosts.Plain(host), question.Host)))
        .Where(service => LeadsToGateway(question, service) || IsBoundToGateway(question, service))
        .Select(service => WhyNot(question, service))
        .OfType<PathFaultCode>();

    private static PathFaultCode? WhyNot(NaiveQuestion question, JsonObject service)
    {
        if (!NaiveRoutes.BoundTo(service).Contains("mesh"))
        {
            return IsBoundToGateway(question, service) ? PathFaultCode.MeshLegMissing : null;
        }

        if (!NaiveObjects.IsVisible(question, service, question.Namespace))
        {
            return PathFaultCode.RouteNotVisible;
        }

        if (!NaiveRoutes.IsImported(question, service))
        {
            return PathFaultCode.RouteNotImported;
        }

        var leading = AllRules(question, service).Where(rule => ToGateway(question, rule)).ToList();
        var blocks = Blocks(question);
        leading = [.. leading.Where(rule => blocks.Count == 0 || blocks.Contains(rule.Block))];
        if (leading.Count == 0)
        {
            return LeadsToGateway(question, service) ? PathFaultCode.BlockOfOtherProtocol : PathFaultCode.MeshLegMissing;
        }

        var matches = leading.Select(rule => rule.Matches.Count > 0 ? rule.Matches : [Always]).ToList();
        matches = Keep(matches, match => match.Gateways.Count == 0 || match.Gateways.Contains("mesh"));
        if (matches.Count == 0)
        {
            return PathFaultCode.MeshLegMissing;
        }

        matches = Keep(matches, match => match.Port is null || match.Port == question.Port);
        if (matches.Count == 0)
        {
            return PathFaultCode.PortNotRouted;
        }

        matches = Keep(matches, match => match.SniHosts.Count == 0
            || match.SniHosts.Any(name => NaiveHosts.Covers(name.ToLowerInvariant(), question.Host)));
        if (matches.Count == 0)
        {
            return PathFaultCode.SniNotCovered;
        }

        matches = Keep(matches, match => !match.HasSubnets && (match.Gateways.Count > 0 && leading[0].Block == "http"
            || NaiveRoutes.HoldsForSource(question, match)));
        return matches.Count == 0 ? PathFaultCode.RouteForSomeOnly : PathFaultCode.RouteOverridden;
    }

    private static readonly NaiveMatch Always = new([], null, [], false, new Dictionary<string, string>(), null, false);

    private static List<IReadOnlyList<NaiveMatch>> Keep(List<IReadOnlyList<NaiveMatch>> rules, Func<NaiveMatch, bool> holds) =>
        [.. rules.Select(rule => (IReadOnlyList<NaiveMatch>)[.. rule.Where(holds)]).Where(rule => rule.Count > 0)];

    /// <summary>The blocks that the protocol of the port uses; none where nobody answers.</summary>
    private static List<string> Blocks(NaiveQuestion question) =>
        NaiveServices.Answering(question)?.PortOf(question.Port)?.Protocol switch
        {
            null => [],
            "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" or "HTTP_PROXY" => ["http"],
            "HTTPS" or "TLS" => ["tls"],
            "TCP" or "MONGO" or "REDIS" or "MYSQL" => ["tcp"],
            _ => ["http", "tcp"],
        };

    private static bool LeadsToGateway(NaiveQuestion question, JsonObject service) =>
        AllRules(question, service).Any(rule => ToGateway(question, rule));

    private static IEnumerable<NaiveRule> AllRules(NaiveQuestion question, JsonObject service) =>
        new[] { "http", "tls", "tcp" }.SelectMany(block => NaiveRoutes.Rules(question, service, block));

    private static bool ToGateway(NaiveQuestion question, NaiveRule rule) => Items(rule.Route["route"]).Exists(destination =>
        question.Policy.Mesh.EgressGateways.Any(gateway => NaiveHosts.Plain(NaiveHosts.Full(
            Text(destination["destination"]!["host"])!, Namespace(rule.Writer), question.Domain)) == NaiveHop.FullName(question, gateway)));

    private static bool IsBoundToGateway(NaiveQuestion question, JsonObject service) => NaiveObjects.Active(question, "Gateway")
        .Where(gateway => question.Policy.Mesh.EgressGateways.Any(egress => Holds(Map(Spec(gateway)["selector"]), egress.Selector)))
        .Any(gateway => NaiveRoutes.BoundTo(service).Contains(Namespace(gateway) + "/" + Name(gateway)));

    /// <summary>Why no rule takes what arrives at the gateway: what the last of the VirtualServices failed at.</summary>
    public static PathFaultCode WhyNothingAtGateway(NaiveQuestion seen, List<NaiveServer> servers, string block)
    {
        var bound =
            (from server in servers
             from service in NaiveRoutes.Ordered(seen)
             where NaiveRoutes.BoundTo(service).Contains(server.GatewayName)
             where NaiveRoutes.Hosts(seen, service).Exists(host => NaiveHosts.Covers(NaiveHosts.Plain(host), seen.Host))
             select (Server: server, Service: service)).ToList();
        if (bound.Count == 0)
        {
            return PathFaultCode.GatewayLegMissing;
        }

        bound = bound.FindAll(pair => NaiveObjects.IsVisible(seen, pair.Service, seen.Namespace));
        if (bound.Count == 0)
        {
            return PathFaultCode.NotVisibleToGateway;
        }

        bound = bound.FindAll(pair => NaiveGatewayRoutes.Intersection(seen, pair.Server, pair.Service).Any(
            host => block != "http" || NaiveHosts.Covers(host, seen.Host)));
        if (bound.Count == 0)
        {
            return PathFaultCode.ServerHostMissing;
        }

        var rules = bound.SelectMany(pair => NaiveRoutes.Rules(seen, pair.Service, block).Select(rule => (pair.Server, Rule: rule))).ToList();
        if (rules.Count == 0)
        {
            return PathFaultCode.GatewayLegBlock;
        }

        rules = rules.FindAll(pair => pair.Rule.Matches.Count == 0
            || pair.Rule.Matches.Any(match => NaiveGatewayRoutes.IsForGateway(pair.Server, match)));
        if (rules.Count == 0)
        {
            return PathFaultCode.GatewayLegMissing;
        }

        rules = rules.FindAll(pair => pair.Rule.Matches.Count == 0
            || pair.Rule.Matches.Any(match => NaiveGatewayRoutes.HoldsForServer(pair.Server, match)));
        return rules.Count == 0 ? PathFaultCode.GatewayLegPort
            : block == "tls" ? PathFaultCode.SniNotCovered
            : PathFaultCode.GatewayLegMissing;
    }
}
