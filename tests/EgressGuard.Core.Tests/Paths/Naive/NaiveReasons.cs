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
    /// <param name="winner">The rule that takes it; null for none.</param>
    public static IEnumerable<NaiveFault> WhyNot(NaiveQuestion question, string block, NaiveRule? winner)
    {
        var reasons = NaiveRoutes.Ordered(question)
            .Where(service => service != winner?.Root)
            .Where(service => NaiveRoutes.Hosts(question, service).Exists(host => NaiveHosts.Covers(NaiveHosts.Plain(host), question.Host)))
            .Where(service => Leading(question, service).Count > 0 || IsBoundToGateway(question, service))
            .Select(service => WhyNot(question, service, block, winner))
            .OfType<NaiveFault>()
            .ToList();
        var hasMeshLeg = reasons.Exists(reason => reason.Code != PathFaultCode.MeshLegMissing)
            || (winner is not null && Leading(question, winner.Root).Exists(rule => Matches(rule).Any(IsForMesh)));
        return hasMeshLeg ? reasons.Where(reason => reason.Code != PathFaultCode.MeshLegMissing) : reasons;
    }

    private static NaiveFault? WhyNot(NaiveQuestion question, JsonObject service, string block, NaiveRule? winner)
    {
        var entry = NaiveServices.AnsweringObject(question);
        var port = NaiveServices.AnsweringPort(question);
        if (!NaiveRoutes.BoundTo(service).Contains("mesh"))
        {
            return NaiveFault.Of(PathFaultCode.MeshLegMissing, NaivePlace.Of(service, "/spec/gateways"), entry);
        }

        var leading = Leading(question, service);
        if (leading.Count == 0)
        {
            return null;
        }

        if (!NaiveObjects.IsVisible(question, service, question.Namespace))
        {
            return NaiveFault.Of(
                PathFaultCode.RouteNotVisible, NaivePlace.Of(service, "/spec/exportTo"), NaiveServices.AnsweringObject(question, "/spec/exportTo"));
        }

        if (!NaiveRoutes.IsImported(question, service))
        {
            return NaiveFault.Of(
                PathFaultCode.RouteNotImported, NaivePlace.Of(service, "/spec/hosts"), NaiveSidecars.Place(question),
                NaiveServices.AnsweringObject(question, "/spec/hosts"));
        }

        var conditions = leading.SelectMany(rule => Matches(rule).Select(match => (Rule: rule, Match: match))).ToList();
        conditions = conditions.FindAll(condition => IsForMesh(condition.Match));
        if (conditions.Count == 0)
        {
            return NaiveFault.Of(PathFaultCode.MeshLegMissing, NaivePlace.Of(leading[0].Route), entry);
        }

        var first = conditions[0].Rule;
        conditions = conditions.FindAll(condition => condition.Match.Port is null || condition.Match.Port == question.Port);
        if (conditions.Count == 0)
        {
            return NaiveFault.Of(PathFaultCode.PortNotRouted, NaivePlace.Of(first.Route), port);
        }

        first = conditions[0].Rule;
        var fitting = conditions.FindAll(condition => condition.Rule.Block == block);
        if (fitting.Count == 0)
        {
            return NaiveFault.Of(
                conditions.Exists(condition => IsMeant(question, condition.Rule.Block, condition.Match))
                    ? PathFaultCode.BlockOfOtherProtocol
                    : PathFaultCode.PortNotRouted,
                NaivePlace.Of(first.Route), port);
        }

        first = fitting[0].Rule;
        if (!fitting.Exists(item => NaiveRoutes.HoldsAtSidecar(question, block, item.Match) && !item.Match.HasSubnets))
        {
            return NaiveFault.Of(PathFaultCode.RouteForSomeOnly, NaivePlace.Of(first.Route));
        }

        if (block == "tls" && !fitting.Exists(item => NaiveRoutes.HoldsAtSidecar(question, block, item.Match)
                && item.Match.SniHosts.Any(name => NaiveHosts.Covers(name.ToLowerInvariant(), question.Host))))
        {
            return NaiveFault.Of(PathFaultCode.SniNotCovered, NaivePlace.Of(first.Route), NaiveServices.AnsweringObject(question, "/spec/hosts"));
        }

        return winner is null
            ? null
            : NaiveFault.Of(PathFaultCode.RouteOverridden, NaivePlace.Of(service, "/spec/hosts"), NaivePlace.Of(winner.Route));
    }

    /// <summary>Whether a condition in another block names the port, or none while the service has no other port of which the block is.</summary>
    private static bool IsMeant(NaiveQuestion question, string block, NaiveMatch match)
    {
        var others = NaiveServices.Answering(question)?.Ports.Where(port => port.Number != question.Port) ?? [];
        return match.Port == question.Port || (match.Port is null && !others.Any(port => BlocksOf(port.Protocol).Contains(block)));
    }

    private static bool IsForMesh(NaiveMatch match) => match.Gateways.Count == 0 || match.Gateways.Contains("mesh");

    private static IReadOnlyList<NaiveMatch> Matches(NaiveRule rule) => rule.Matches.Count > 0 ? rule.Matches : [Always];

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
    public static NaiveFault WhyNothingAtGateway(NaiveQuestion seen, List<NaiveServer> servers, string block, NaiveRule? leg, List<NaivePlace> ends)
    {
        var sorted = NaiveObjects.Active(seen, "VirtualService").OrderBy(Namespace, StringComparer.Ordinal).ThenBy(Name, StringComparer.Ordinal).ToList();
        var judged =
            (from service in sorted
             where NaiveRoutes.Hosts(seen, service).Exists(host => NaiveHosts.Covers(NaiveHosts.Plain(host), seen.Host))
             from server in servers
             where NaiveRoutes.BoundTo(service).Contains(server.GatewayName)
             select WhyNothingAtGateway(seen, server, service, block, ends)).ToList();
        if (judged.Count > 0)
        {
            return judged.MaxBy(reason => reason.Stage).Fault;
        }

        var others = sorted
            .Where(service => service != leg?.Root)
            .Where(service => NaiveRoutes.Hosts(seen, service).Exists(host => NaiveHosts.Overlap(NaiveHosts.Plain(host), seen.Host)))
            .Select(service => NaivePlace.Of(service, "/spec/gateways"));
        return NaiveFault.Of(PathFaultCode.GatewayLegMissing, ends.Take(1).Concat(others));
    }

    private static (int Stage, NaiveFault Fault) WhyNothingAtGateway(
        NaiveQuestion seen, NaiveServer server, JsonObject service, string block, List<NaivePlace> ends)
    {
        if (!NaiveObjects.IsVisible(seen, service, seen.Namespace))
        {
            return (1, NaiveFault.Of(PathFaultCode.NotVisibleToGateway, NaivePlace.Of(service, "/spec/exportTo")));
        }

        if (!NaiveGatewayRoutes.Intersection(seen, server, service).Any(host => NaiveHosts.Covers(host, seen.Host)))
        {
            return (2, NaiveFault.Of(PathFaultCode.ServerHostMissing, NaivePlace.Of(service, "/spec/hosts"), NaivePlace.Of(server.Server, "/hosts")));
        }

        var rules = NaiveRoutes.AllRules(seen, service)
            .Where(rule => rule.Matches.Count == 0 || rule.Matches.Any(match => NaiveGatewayRoutes.IsForGateway(server, match)))
            .ToList();
        var own = rules.FindAll(rule => rule.Block == block);
        if (own.Count == 0)
        {
            return (3, rules.Count > 0
                ? NaiveFault.Of(PathFaultCode.GatewayLegBlock, NaivePlace.Of(rules[0].Route), NaivePlace.Of(server.Server))
                : NaiveFault.Of(PathFaultCode.GatewayLegMissing, ends.Take(1).Prepend(NaivePlace.Of(service, "/spec"))));
        }

        var held = own.FindAll(rule => rule.Matches.Count == 0 || rule.Matches.Any(match => NaiveGatewayRoutes.HoldsForServer(server, match)));
        if (held.Count == 0)
        {
            return (4, NaiveFault.Of(PathFaultCode.GatewayLegPort, NaivePlace.Of(own[0].Route), NaivePlace.Of(server.Server["port"]!, "/number")));
        }

        // A rule for the name that is there all the same is one whose names an earlier one takes.
        var named = held.Find(rule => rule.Matches.Any(match => NaiveGatewayRoutes.HoldsForServer(server, match)
            && match.SniHosts.Any(name => NaiveHosts.Covers(name.ToLowerInvariant(), seen.Host))));
        return (5, NaiveFault.Of(
            block == "tls" ? PathFaultCode.SniNotCovered : PathFaultCode.GatewayLegMissing, NaivePlace.Of((named ?? held[0]).Route)));
    }
}
