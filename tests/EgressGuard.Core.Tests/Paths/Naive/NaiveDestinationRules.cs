using System.Text.Json.Nodes;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>The settings of connections to a host at a port.</summary>
/// <param name="HasSubset">Whether the subset that was asked for exists, or none was.</param>
/// <param name="KeepsAddress">Whether connections go to the address that was dialled.</param>
/// <param name="Tls">The mode of the TLS that the proxy originates: DISABLE for none.</param>
/// <param name="Sni">The name it asks for.</param>
/// <param name="Places">The DestinationRules that say so.</param>
internal sealed record NaiveSettings(bool HasSubset, bool KeepsAddress, string Tls, string? Sni, IReadOnlyList<NaivePlace> Places)
{
    public bool OriginatesTls => Tls != "DISABLE";
}

/// <summary>docs/egress-path.md 3.1.</summary>
internal static class NaiveDestinationRules
{
    public static NaiveSettings Settings(NaiveQuestion question, NaiveService service, int port, string? subset) =>
        Settings(Rules(question, service), port, subset);

    /// <summary>Those of the host's namespace that would originate TLS for it, whether or not they count.</summary>
    public static IEnumerable<NaivePlace> Originating(NaiveQuestion question, NaiveService service, int port, string? subset) =>
        NaiveObjects.Active(question, "DestinationRule")
            .Where(rule => Namespace(rule) == service.Namespace && NaiveHosts.Covers(HostOf(question, rule), NaiveHosts.Plain(service.Host)))
            .Where(rule => Settings([rule], port, subset).Tls is "SIMPLE" or "MUTUAL")
            .OrderBy(Name, StringComparer.Ordinal)
            .Select(rule => NaivePlace.Of(rule));

    private static NaiveSettings Settings(List<JsonObject> rules, int port, string? subset)
    {
        var subsets = rules.SelectMany(rule => Items(Spec(rule)["subsets"])).ToList();
        var chosen = subset is null ? null : subsets.Find(item => Text(item["name"]) == subset);
        var policy = rules.Select(rule => Spec(rule)["trafficPolicy"]).FirstOrDefault(policy => policy is not null);
        var balancer = Field(chosen?["trafficPolicy"], policy, port, "loadBalancer");
        var tls = Field(chosen?["trafficPolicy"], policy, port, "tls");
        return new NaiveSettings(
            subset is null || chosen is not null,
            Text(balancer?["simple"]) == "PASSTHROUGH",
            Text(tls?["mode"]) ?? "DISABLE",
            Text(tls?["sni"]),
            [.. rules.Select(rule => NaivePlace.Of(rule))]);
    }

    /// <summary>The subset's field, else the rule's. Settings of a port stand in place of all that are around them.</summary>
    private static JsonNode? Field(JsonNode? subset, JsonNode? rule, int port, string field) =>
        OfPort(subset, port) is { } narrow ? narrow[field] : subset?[field] ?? (OfPort(rule, port) ?? rule)?[field];

    private static JsonObject? OfPort(JsonNode? policy, int port) =>
        Items(policy?["portLevelSettings"]).Find(item => Number(item["port"]?["number"]) == port);

    /// <summary>The DestinationRules that make up the one that counts, oldest first.</summary>
    private static List<JsonObject> Rules(NaiveQuestion question, NaiveService service)
    {
        var root = question.Policy.Mesh.RootNamespace;
        List<JsonObject> own = question.Namespace == root
            ? Best(question, service, rule => Namespace(rule) == root && IsPrivateOnly(question, rule))
            : Best(question, service, rule => Namespace(rule) == question.Namespace && IsLocal(question, rule));
        if (own.Count > 0)
        {
            return Chosen(question, own, _ => true);
        }

        foreach (var home in new[] { service.Namespace, root })
        {
            var exported = Best(question, service, rule => Namespace(rule) == home && !IsPrivateOnly(question, rule));
            if (Chosen(question, exported, rule => IsExportedTo(question, rule)) is { Count: > 0 } chosen)
            {
                return chosen;
            }
        }

        return [];
    }

    /// <summary>Those with the most specific host that covers the service's.</summary>
    private static List<JsonObject> Best(NaiveQuestion question, NaiveService service, Func<JsonObject, bool> counts)
    {
        var covering = NaiveObjects.Active(question, "DestinationRule")
            .Where(counts)
            .Where(rule => NaiveHosts.Covers(HostOf(question, rule), NaiveHosts.Plain(service.Host)))
            .ToList();
        var best = NaiveHosts.MostSpecificFirst(covering.Select(rule => HostOf(question, rule)), host => host).FirstOrDefault();
        return [.. covering.Where(rule => HostOf(question, rule) == best)];
    }

    /// <summary>The one for this pod, else the last group of those without a selector.</summary>
    private static List<JsonObject> Chosen(NaiveQuestion question, List<JsonObject> rules, Func<JsonObject, bool> counts)
    {
        var mine = rules.FindAll(rule => Namespace(rule) == question.Namespace && Selector(rule) is { } selector && Holds(selector, question.Labels));
        if (mine.Count > 0)
        {
            return [mine[0]];
        }

        return Groups(rules.Where(rule => Selector(rule) is null)).Where(group => counts(group[0])).LastOrDefault() ?? [];
    }

    /// <summary>Each joins all those before it whose exportTo is among its own; unless it joins the last, it stands for itself, too.</summary>
    private static List<List<JsonObject>> Groups(IEnumerable<JsonObject> rules)
    {
        var groups = new List<List<JsonObject>>();
        foreach (var rule in rules)
        {
            var exports = Strings(Spec(rule)["exportTo"]);
            var joins = false;
            foreach (var group in groups)
            {
                var first = Strings(Spec(group[0])["exportTo"]);
                joins = first.Count > 0 ? first.TrueForAll(exports.Contains) : exports.Count == 0;
                if (joins)
                {
                    group.Add(rule);
                }
            }

            if (!joins)
            {
                groups.Add([rule]);
            }
        }

        return groups;
    }

    private static string HostOf(NaiveQuestion question, JsonObject rule) =>
        NaiveHosts.Plain(NaiveHosts.Full(Text(Spec(rule)["host"])!, Namespace(rule), question.Domain));

    private static Dictionary<string, string>? Selector(JsonObject rule) =>
        Spec(rule)["workloadSelector"] is { } selector ? Map(selector["matchLabels"]) : null;

    /// <summary>Whether proxies of its own namespace look at it.</summary>
    private static bool IsLocal(NaiveQuestion question, JsonObject rule) =>
        Selector(rule) is not null || Strings(Spec(rule)["exportTo"]).Count == 0 || NaiveObjects.IsVisible(question, rule, Namespace(rule));

    private static bool IsPrivateOnly(NaiveQuestion question, JsonObject rule) =>
        Selector(rule) is not null || NaiveObjects.ExportTo(question, rule).TrueForAll(name => name == "." || name == Namespace(rule));

    private static bool IsExportedTo(NaiveQuestion question, JsonObject rule) =>
        NaiveObjects.ExportTo(question, rule) is var to && (to.Contains("*") || to.Contains(question.Namespace));
}
