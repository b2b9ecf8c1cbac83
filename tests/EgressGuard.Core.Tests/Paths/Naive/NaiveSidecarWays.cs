using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>docs/egress-path.md 1.6, 1.7 and 2.3 to 2.6: what a sidecar does with the traffic.</summary>
internal static class NaiveSidecarWays
{
    public static IEnumerable<NaiveWay> Of(NaiveQuestion question)
    {
        if (NaiveServices.Answering(question) is not { } service)
        {
            return Nobody(question);
        }

        return service.PortOf(question.Port)!.Protocol switch
        {
            "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" or "HTTP_PROXY" => Http(question, service),
            "HTTPS" or "TLS" => Tls(question, service),
            "TCP" or "MONGO" or "REDIS" or "MYSQL" => Tcp(question, service),
            "UDP" => [NaiveWay.Of(PathOutcome.Direct)],
            _ => Http(question, service).Concat(Tcp(question, service)),
        };
    }

    /// <summary>1.7: no service answers.</summary>
    private static IEnumerable<NaiveWay> Nobody(NaiveQuestion question)
    {
        if (question.Port == 80 && ForName(question) is { } service)
        {
            return Routed(question, service);
        }

        return Unknown(question, NaiveTraffic.Tcp, []);
    }

    /// <summary>1.7: what becomes of traffic to a destination that the proxy does not know.</summary>
    private static IEnumerable<NaiveWay> Unknown(NaiveQuestion question, NaiveTraffic traffic, IEnumerable<NaiveFault> why)
    {
        var sidecar = NaiveSidecars.Of(question);
        var own = sidecar is null ? null : Spec(sidecar)["outboundTrafficPolicy"];
        var isOpen = own is null
            ? question.Policy.Mesh.OutboundTrafficPolicy == OutboundTrafficPolicy.AllowAny
            : Text(own["mode"]) == "ALLOW_ANY";
        return isOpen && own?["egressProxy"] is { } proxy
            ? NaiveDestinations.Ways(question, proxy, Namespace(sidecar!), traffic, null)
            : [NaiveWay.Of(isOpen ? PathOutcome.Direct : PathOutcome.Blocked, why)];
    }

    /// <summary>2.3.</summary>
    private static IEnumerable<NaiveWay> Http(NaiveQuestion question, NaiveService service) =>
        HttpRoute(question, service) is { } route ? Routed(question, route) : Itself(question, service, NaiveTraffic.Http);

    /// <summary>The VirtualService that takes the http traffic; null for none.</summary>
    public static JsonObject? HttpRoute(NaiveQuestion question, NaiveService? service)
    {
        if (service is null)
        {
            return ForName(question);
        }

        // A trailing dot makes it another name than the one that is asked for.
        var name = service.Host.ToLowerInvariant();
        if (name != question.Host && ExactFor(question, question.Host).FirstOrDefault(other => IsThere(question, other)) is { } narrower)
        {
            return narrower;
        }

        var exact = ExactFor(question, name).ToList();
        if (!NaiveHosts.IsPattern(name) && exact.Count > 0)
        {
            return exact.Find(other => HttpRules(question, other).Count > 0);
        }

        return ByPattern(question, name) is { } pattern && HttpRules(question, pattern).Count > 0 ? pattern : null;
    }

    /// <summary>The VirtualService for a name that no service has. A pattern that some service meets is for services only.</summary>
    private static JsonObject? ForName(NaiveQuestion question) =>
        ExactFor(question, question.Host).FirstOrDefault(service => HttpRules(question, service).Count > 0)
        ?? NaiveHosts.MostSpecificFirst(
                from service in NaiveRoutes.Candidates(question)
                where HttpRules(question, service).Count > 0
                from host in LowerHosts(question, service)
                where NaiveHosts.Covers(host, question.Host) && !NaiveServices.Known(question).Exists(
                    known => known.PortOf(question.Port) is not null && NaiveHosts.Overlap(host, NaiveHosts.Plain(known.Host)))
                select (Host: host, Service: service),
                pair => pair.Host)
            .FirstOrDefault().Service;

    private static IEnumerable<JsonObject> ExactFor(NaiveQuestion question, string host) =>
        NaiveRoutes.Candidates(question).Where(service => LowerHosts(question, service).Contains(host));

    /// <summary>The first VirtualService with the most specific pattern that covers the host, whether or not a rule of it holds.</summary>
    private static JsonObject? ByPattern(NaiveQuestion question, string host) => NaiveHosts.MostSpecificFirst(
            from service in NaiveRoutes.Candidates(question)
            from own in LowerHosts(question, service)
            where NaiveHosts.IsPattern(own) && NaiveHosts.Covers(own, host)
            select (Host: own, Service: service),
            pair => pair.Host)
        .FirstOrDefault().Service;

    /// <summary>Whether the proxy has the names of a VirtualService that are no services at the port of the question.</summary>
    private static bool IsThere(NaiveQuestion question, JsonObject service) =>
        HttpRules(question, service).Count > 0 && (question.Port == 80 || LowerHosts(question, service).Exists(host => AppliesTo(question, service, host)));

    /// <summary>Whether the host of the VirtualService is that of an http service at the question's port, which takes it.</summary>
    private static bool AppliesTo(NaiveQuestion question, JsonObject service, string host) => NaiveServices.Known(question).Exists(known =>
        known.PortOf(question.Port) is { Protocol: not ("HTTPS" or "TLS" or "TCP" or "MONGO" or "REDIS" or "MYSQL" or "UDP") }
        && NaiveHosts.Covers(host, known.Host.ToLowerInvariant())
        && (!NaiveHosts.IsPattern(host) || ByPattern(question, known.Host.ToLowerInvariant()) == service));

    private static List<string> LowerHosts(NaiveQuestion question, JsonObject service) =>
        [.. NaiveRoutes.Hosts(question, service).Select(host => host.ToLowerInvariant())];

    /// <summary>The rules that hold, up to the first that takes every request.</summary>
    private static List<NaiveRule> HttpRules(NaiveQuestion question, JsonObject service)
    {
        var rules = new List<NaiveRule>();
        foreach (var rule in NaiveRoutes.Rules(question, service, "http"))
        {
            var holding = rule.Matches.Where(match => NaiveRoutes.HoldsAtSidecar(question, "http", match)).ToList();
            if (rule.Matches.Count > 0 && holding.Count == 0)
            {
                continue;
            }

            rules.Add(rule);
            if (rule.Matches.Count == 0 || holding.Exists(match => !match.AtRequestTime))
            {
                break;
            }
        }

        return rules;
    }

    private static IEnumerable<NaiveWay> Routed(NaiveQuestion question, JsonObject service) =>
        HttpRules(question, service).SelectMany(rule => Along(question, rule, NaiveTraffic.Http));

    /// <summary>2.4.</summary>
    private static IEnumerable<NaiveWay> Tls(NaiveQuestion question, NaiveService service)
    {
        var holding =
            (from route in OverlappingAsWritten(question, service)
             from rule in NaiveRoutes.Rules(question, route, "tls")
             from match in rule.Matches
             where NaiveRoutes.HoldsAtSidecar(question, "tls", match)
             select (Rule: rule, Match: match)).ToList();
        if (holding.Count == 0)
        {
            return Itself(question, service, NaiveTraffic.Tls);
        }

        var covering =
            from pair in holding
            from name in pair.Match.SniHosts
            where NaiveHosts.Covers(name.ToLowerInvariant(), question.Host)
            select (Name: name, pair.Rule, pair.Match);
        if (NaiveHosts.MostSpecificFirst(covering, pair => pair.Name).FirstOrDefault() is not { Rule: { } rule2 } chosen)
        {
            return Unknown(question, NaiveTraffic.Tls, NaiveReasons.WhyNot(question, "tls", null));
        }

        var ways = Along(question, rule2, NaiveTraffic.Tls);
        return chosen.Match.HasSubnets ? ways.Concat(Unknown(question, NaiveTraffic.Tls, NaiveReasons.WhyNot(question, "tls", null))) : ways;
    }

    /// <summary>2.5.</summary>
    private static IEnumerable<NaiveWay> Tcp(NaiveQuestion question, NaiveService service)
    {
        var ways = new List<NaiveWay>();
        foreach (var rule in OverlappingAsWritten(question, service).SelectMany(route => NaiveRoutes.Rules(question, route, "tcp")))
        {
            var holding = rule.Matches.Where(match => NaiveRoutes.HoldsAtSidecar(question, "tcp", match)).ToList();
            if (rule.Matches.Count == 0 || holding.Exists(match => !match.HasSubnets))
            {
                return ways.Concat(Along(question, rule, NaiveTraffic.Tcp));
            }

            if (holding.Count > 0)
            {
                ways.AddRange(Along(question, rule, NaiveTraffic.Tcp));
            }
        }

        return ways.Concat(Itself(question, service, NaiveTraffic.Tcp));
    }

    private static IEnumerable<JsonObject> OverlappingAsWritten(NaiveQuestion question, NaiveService service) =>
        NaiveRoutes.Candidates(question).Where(route => NaiveRoutes.Hosts(question, route).Exists(host => NaiveHosts.Overlap(host, service.Host)));

    /// <summary>2.6.</summary>
    private static IEnumerable<NaiveWay> Along(NaiveQuestion question, NaiveRule rule, NaiveTraffic traffic) => NaiveRoutes.IsAnswer(rule)
        ? [NaiveWay.Of(PathOutcome.Blocked)]
        : WithReasons(question, rule.Block, rule, NaiveRoutes.Destinations(rule).SelectMany(
            destination => NaiveDestinations.Ways(question, destination, Namespace(rule.Writer), traffic, rule)));

    /// <summary>No route applies: the service is its own destination.</summary>
    private static IEnumerable<NaiveWay> Itself(NaiveQuestion question, NaiveService service, NaiveTraffic traffic) =>
        WithReasons(
            question, traffic.ToString().ToLowerInvariant(), null,
            NaiveDestinations.ToService(
                question, service, question.Port, null, traffic, null, service.Object is null ? null : NaivePlace.Of(service.Object)));

    private static IEnumerable<NaiveWay> WithReasons(NaiveQuestion question, string block, NaiveRule? winner, IEnumerable<NaiveWay> ways) =>
        ways.Select(way => way.Outcome == PathOutcome.Direct
            ? NaiveWay.Of(way.Outcome, way.Faults.Concat(NaiveReasons.WhyNot(question, block, winner)))
            : way);
}
