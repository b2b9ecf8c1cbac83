using System.Text.Json.Nodes;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>One of the conditions of a rule.</summary>
/// <param name="Gateways">As <c>namespace/name</c>, or <c>mesh</c>; empty for all.</param>
/// <param name="Port">Null for all.</param>
/// <param name="SniHosts">TLS: the names.</param>
/// <param name="HasSubnets">Whether it is for some addresses only.</param>
/// <param name="SourceLabels">What the client's pod must carry.</param>
/// <param name="SourceNamespace">Where the client must be; null for anywhere.</param>
/// <param name="AtRequestTime">Whether it depends on the request.</param>
internal sealed record NaiveMatch(
    IReadOnlyList<string> Gateways, int? Port, IReadOnlyList<string> SniHosts, bool HasSubnets,
    IReadOnlyDictionary<string, string> SourceLabels, string? SourceNamespace, bool AtRequestTime);

/// <summary>A rule of a VirtualService, a delegate's among them.</summary>
/// <param name="Root">The VirtualService that has the hosts.</param>
/// <param name="Block">http, tls or tcp.</param>
/// <param name="Writer">The object in which the destinations are written.</param>
/// <param name="Route">The rule itself.</param>
/// <param name="Matches">Any of these must hold; none means always.</param>
/// <param name="Mirrors">Where copies go.</param>
internal sealed record NaiveRule(
    JsonObject Root, string Block, JsonObject Writer, JsonObject Route, IReadOnlyList<NaiveMatch> Matches, IReadOnlyList<JsonNode> Mirrors);

/// <summary>docs/egress-path.md 2.1 and 2.2: VirtualServices, their order and their rules.</summary>
internal static class NaiveRoutes
{
    /// <summary>All VirtualServices that are not delegates, in the order in which proxies of the namespace take them.</summary>
    public static IEnumerable<JsonObject> Ordered(NaiveQuestion question) =>
        NaiveObjects.Active(question, "VirtualService")
            .Where(service => Strings(Spec(service)["hosts"]).Count > 0)
            .OrderBy(service => NaiveObjects.Class(question, service, question.Namespace));

    /// <summary>2.1: those that the sidecar knows.</summary>
    public static IEnumerable<JsonObject> Candidates(NaiveQuestion question) => Ordered(question)
        .Where(service => BoundTo(service).Contains("mesh"))
        .Where(service => NaiveObjects.IsVisible(question, service, question.Namespace))
        .Where(service => IsImported(question, service));

    public static bool IsImported(NaiveQuestion question, JsonObject service) =>
        Hosts(question, service).Exists(host => NaiveSidecars.ImportsRoute(question, Namespace(service), host));

    /// <summary>The hosts with full names, as written otherwise.</summary>
    public static List<string> Hosts(NaiveQuestion question, JsonObject service) =>
        [.. Strings(Spec(service)["hosts"]).Select(host => NaiveHosts.Full(host, Namespace(service), question.Domain))];

    /// <summary>The gateways that it is bound to, as <c>namespace/name</c>, or <c>mesh</c>.</summary>
    public static List<string> BoundTo(JsonObject service) => Strings(Spec(service)["gateways"]) is { Count: > 0 } written
        ? [.. written.Select(name => GatewayName(name, Namespace(service)))]
        : ["mesh"];

    private static string GatewayName(string written, string home)
    {
        if (written == "mesh")
        {
            return written;
        }

        var parts = written.Split('/');
        if (parts.Length > 1)
        {
            return (parts[0] == "." ? home : parts[0]) + "/" + parts[1];
        }

        var labels = written.Split('.');
        return labels.Length > 1 ? labels[1] + "/" + labels[0] : home + "/" + written;
    }

    /// <summary>The rules of a block, in order; those that only delegates could give and do not are not among them.</summary>
    public static List<NaiveRule> Rules(NaiveQuestion question, JsonObject service, string block)
    {
        var rules = new List<NaiveRule>();
        foreach (var route in Items(Spec(service)[block]))
        {
            if (block == "http" && route["delegate"] is JsonObject reference)
            {
                rules.AddRange(Delegated(question, service, route, reference));
            }
            else
            {
                rules.Add(new NaiveRule(service, block, service, route, Matches(service, route), Mirrors(route["mirror"], route["mirrors"])));
            }
        }

        return rules;
    }

    private static IEnumerable<NaiveRule> Delegated(NaiveQuestion question, JsonObject root, JsonObject route, JsonObject reference)
    {
        var home = Text(reference["namespace"]) ?? Namespace(root);
        var found = NaiveObjects.Active(question, "VirtualService").Find(
            service => Namespace(service) == home && Name(service) == Text(reference["name"]));
        if (found is null || Strings(Spec(found)["hosts"]).Count > 0 || !NaiveObjects.IsVisible(question, found, Namespace(root)))
        {
            yield break;
        }

        foreach (var own in Items(Spec(found)["http"]).Where(own => own["delegate"] is null))
        {
            var mine = Matches(root, route);
            var theirs = Matches(found, own);
            var both = mine.Count == 0 ? theirs : theirs.Count == 0 ? mine : Together(mine, theirs);
            if (both.Count == 0 && mine.Count + theirs.Count > 0)
            {
                continue;
            }

            yield return new NaiveRule(root, "http", found, own, both, Mirrors(own["mirror"] ?? route["mirror"], own["mirrors"] ?? route["mirrors"]));
        }
    }

    /// <summary>Each condition of the root with each of the delegate; those that contradict one another hold nowhere.</summary>
    private static List<NaiveMatch> Together(List<NaiveMatch> root, List<NaiveMatch> leaf) =>
    [
        .. from theirs in leaf
        from mine in root
        where mine.Port is null || theirs.Port is null || mine.Port == theirs.Port
        where mine.SourceNamespace is null || theirs.SourceNamespace is null || mine.SourceNamespace == theirs.SourceNamespace
        where mine.Gateways.Count == 0 || theirs.Gateways.All(mine.Gateways.Contains)
        where theirs.SourceLabels.All(label => !mine.SourceLabels.TryGetValue(label.Key, out var value) || value == label.Value)
        select new NaiveMatch(
            theirs.Gateways.Count > 0 ? theirs.Gateways : mine.Gateways, theirs.Port ?? mine.Port, [], false,
            mine.SourceLabels.Concat(theirs.SourceLabels).DistinctBy(label => label.Key).ToDictionary(label => label.Key, label => label.Value),
            theirs.SourceNamespace ?? mine.SourceNamespace, mine.AtRequestTime || theirs.AtRequestTime),
    ];

    private static List<NaiveMatch> Matches(JsonObject service, JsonObject route) =>
    [
        .. Items(route["match"]).Select(match => new NaiveMatch(
            [.. Strings(match["gateways"]).Select(name => GatewayName(name, Namespace(service)))],
            Number(match["port"]),
            Strings(match["sniHosts"]),
            Strings(match["destinationSubnets"]).Count > 0,
            Map(match["sourceLabels"]),
            Text(match["sourceNamespace"]),
            (match["uri"] is not null && Text(match["uri"]!["prefix"]) != "/")
                || match["method"] is not null || match["headers"] is JsonObject { Count: > 0 })),
    ];

    private static List<JsonNode> Mirrors(JsonNode? one, JsonNode? several) =>
    [
        .. one is { } mirror ? new[] { mirror } : [],
        .. Items(several).Select(item => item["destination"]!),
    ];

    public static IEnumerable<NaiveRule> AllRules(NaiveQuestion question, JsonObject service) =>
        new[] { "http", "tls", "tcp" }.SelectMany(block => Rules(question, service, block));

    /// <summary>Whether an egress gateway is among all that the rule names as destination, with or without a weight.</summary>
    public static bool ToGateway(NaiveQuestion question, NaiveRule rule) => !IsAnswer(rule) && Items(rule.Route["route"])
        .Select(item => item["destination"]!)
        .Concat(rule.Mirrors)
        .Select(destination => NaiveHosts.Plain(NaiveHosts.Full(Text(destination["host"])!, Namespace(rule.Writer), question.Domain)))
        .Any(host => question.Policy.Mesh.EgressGateways.Any(gateway => NaiveHop.FullName(question, gateway) == host));

    /// <summary>2.6: where a rule sends traffic, copies included.</summary>
    public static IEnumerable<JsonNode> Destinations(NaiveRule rule)
    {
        var all = Items(rule.Route["route"]);
        var weighted = all.Where(item => Number(item["weight"]) > 0).ToList();
        return (weighted.Count > 0 ? weighted : all).Select(item => item["destination"]!).Concat(rule.Mirrors);
    }

    /// <summary>Whether the rule answers clients itself.</summary>
    public static bool IsAnswer(NaiveRule rule) => rule.Route["redirect"] is not null || rule.Route["directResponse"] is not null;

    /// <summary>2.2: whether a condition holds at the sidecar, as far as the control plane can tell.</summary>
    public static bool HoldsAtSidecar(NaiveQuestion question, string block, NaiveMatch match)
    {
        var isForMesh = match.Gateways.Count == 0 || match.Gateways.Contains("mesh");
        var isForPort = match.Port is null || match.Port == question.Port;
        return isForMesh && isForPort && (IsSourceIgnored(block, match) || HoldsForSource(question, match));
    }

    /// <summary>An http condition that names gateways says nothing of the client.</summary>
    public static bool IsSourceIgnored(string block, NaiveMatch match) => block == "http" && match.Gateways.Count > 0;

    public static bool HoldsForSource(NaiveQuestion question, NaiveMatch match) =>
        Holds(match.SourceLabels, question.Labels) && (match.SourceNamespace is null || match.SourceNamespace == question.Namespace);
}
