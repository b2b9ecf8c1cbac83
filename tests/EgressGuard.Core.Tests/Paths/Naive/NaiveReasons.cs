using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>Why a VirtualService that leads to the egress gateway does not do so for the question.</summary>
internal static class NaiveReasons
{
    /// <summary>The reasons of all VirtualServices that would lead the host to an egress gateway and do not.</summary>
    /// <param name="question">The question.</param>
    /// <param name="block">The block that the traffic takes.</param>
    /// <param name="winner">The VirtualService that takes it; null for none.</param>
    public static IEnumerable<PathFaultCode> WhyNot(NaiveQuestion question, string block, JsonObject? winner) => NaiveRoutes.Ordered(question)
        .Where(service => service != winner)
        .Where(service => NaiveRoutes.Hosts(question, service).Exists(host => NaiveHosts.Covers(NaiveHosts.Plain(host), question.Host)))
        .Where(service => Leading(question, service).Count > 0 || IsBoundToGateway(question, service))
        .Select(service => WhyNot(question, service, block, winner))
        .OfType<PathFaultCode>();

    private static PathFaultCode? WhyNot(NaiveQuestion question, JsonObject service, string block, JsonObject? winner)
    {
        if (!NaiveRoutes.BoundTo(service).Contains("mesh"))
        {
            return PathFaultCode.MeshLegMissing;
        }

        var leading = Leading(question, service);
        if (leading.Count == 0)
        {
            return null;
        }

        if (!NaiveObjects.IsVisible(question, service, question.Namespace))
        {
            return PathFaultCode.RouteNotVisible;
        }

        if (!NaiveRoutes.IsImported(question, service))
        {
            return PathFaultCode.RouteNotImported;
        }

        var matches = leading.Where(rule => rule.Block == block).SelectMany(rule => rule.Matches.Count > 0 ? rule.Matches : [Always]).ToList();
        if (matches.Count == 0)
        {
            return leading.Exists(rule => IsMeant(question, rule)) ? PathFaultCode.BlockOfOtherProtocol : PathFaultCode.PortNotRouted;
        }

        matches = matches.FindAll(match => match.Gateways.Count == 0 || match.Gateways.Contains("mesh"));
        if (matches.Count == 0)
        {
            return PathFaultCode.MeshLegMissing;
        }

        matches = matches.FindAll(match => match.Port is null || match.Port == question.Port);
        if (matches.Count == 0)
        {
            return PathFaultCode.PortNotRouted;
        }

        var unconditional = matches.FindAll(match => NaiveRoutes.HoldsAtSidecar(question, block, match) && !match.HasSubnets);
        if (unconditional.Count == 0)
        {
            return PathFaultCode.RouteForSomeOnly;
        }

        return block == "tls" && !matches.Exists(match => NaiveRoutes.HoldsAtSidecar(question, block, match)
                && match.SniHosts.Any(name => NaiveHosts.Covers(name.ToLowerInvariant(), question.Host)))
            ? PathFaultCode.SniNotCovered
            : winner is not null ? PathFaultCode.RouteOverridden
            : null;
    }

    /// <summary>Whether a rule of another block names the port, or none while the service has no other port of which the block is.</summary>
    private static bool IsMeant(NaiveQuestion question, NaiveRule rule)
    {
        var others = NaiveServices.Answering(question)?.Ports.Where(port => port.Number != question.Port) ?? [];
        var isOfAnother = others.Any(port => BlocksOf(port.Protocol).Contains(rule.Block));
        return (rule.Matches.Count > 0 ? rule.Matches : [Always]).Any(match => match.Port is null ? !isOfAnother : match.Port == question.Port);
    }

    private static string[] BlocksOf(string protocol) => protocol switch
    {
        "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" or "HTTP_PROXY" => ["http"],
        "HTTPS" or "TLS" => ["tls"],
        "TCP" or "MONGO" or "REDIS" or "MYSQL" => ["tcp"],
        "UDP" => [],
        _ => ["http", "tcp"],
    };

    private static readonly NaiveMatch Always = new([], null, [], false, new Dictionary<string, string>(), null, false);

    /// <summary>The rules with an egress gateway among their destinations.</summary>
    private static List<NaiveRule> Leading(NaiveQuestion question, JsonObject service) =>
        [.. NaiveRoutes.AllRules(question, service).Where(rule => NaiveRoutes.ToGateway(question, rule))];

    private static bool IsBoundToGateway(NaiveQuestion question, JsonObject service) => NaiveObjects.Active(question, "Gateway")
        .Where(gateway => question.Policy.Mesh.EgressGateways.Any(egress => Holds(Map(Spec(gateway)["selector"]), egress.Selector)))
        .Any(gateway => NaiveRoutes.BoundTo(service).Contains(Namespace(gateway) + "/" + Name(gateway)));

    /// <summary>Why no rule takes what arrives at the gateway: of the VirtualServices for the host the one that came nearest.</summary>
    public static PathFaultCode WhyNothingAtGateway(NaiveQuestion seen, List<NaiveServer> servers, string block)
    {
        var judged =
            (from service in NaiveObjects.Active(seen, "VirtualService").OrderBy(Namespace, StringComparer.Ordinal).ThenBy(Name, StringComparer.Ordinal)
             where NaiveRoutes.Hosts(seen, service).Exists(host => NaiveHosts.Covers(NaiveHosts.Plain(host), seen.Host))
             from server in servers
             where NaiveRoutes.BoundTo(service).Contains(server.GatewayName)
             select WhyNothingAtGateway(seen, server, service, block)).ToList();
        return judged.Count == 0 ? PathFaultCode.GatewayLegMissing : judged.MaxBy(reason => reason.Stage).Code;
    }

    private static (int Stage, PathFaultCode Code) WhyNothingAtGateway(NaiveQuestion seen, NaiveServer server, JsonObject service, string block)
    {
        if (!NaiveObjects.IsVisible(seen, service, seen.Namespace))
        {
            return (1, PathFaultCode.NotVisibleToGateway);
        }

        if (!NaiveGatewayRoutes.Intersection(seen, server, service).Any(host => NaiveHosts.Covers(host, seen.Host)))
        {
            return (2, PathFaultCode.ServerHostMissing);
        }

        var rules = NaiveRoutes.AllRules(seen, service)
            .Where(rule => rule.Matches.Count == 0 || rule.Matches.Any(match => NaiveGatewayRoutes.IsForGateway(server, match)))
            .ToList();
        var own = rules.FindAll(rule => rule.Block == block);
        if (own.Count == 0)
        {
            return (3, rules.Count > 0 ? PathFaultCode.GatewayLegBlock : PathFaultCode.GatewayLegMissing);
        }

        own = own.FindAll(rule => rule.Matches.Count == 0 || rule.Matches.Any(match => NaiveGatewayRoutes.HoldsForServer(server, match)));
        return own.Count == 0 ? (4, PathFaultCode.GatewayLegPort)
            : block == "tls" ? (5, PathFaultCode.SniNotCovered)
            : (5, PathFaultCode.GatewayLegMissing);
    }
}
