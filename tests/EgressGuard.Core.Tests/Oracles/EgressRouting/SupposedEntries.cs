using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Paths.Naive;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>
/// A VirtualService that leads a host to the egress gateway which nothing declares yet is judged as if a ServiceEntry of its namespace did,
/// at the ports that its routes are for.
/// </summary>
internal static class SupposedEntries
{
    public static IEnumerable<(string Host, int Port, JsonObject Entry)> Of(PathCase change)
    {
        var (service, policy) = (change.Case.Object, change.Case.Policy);
        if (Kind(service) != "VirtualService" || change.Case.IsRemoval)
        {
            return [];
        }

        var question = new NaiveQuestion(change.After, policy, Namespace(service), new Dictionary<string, string>(), "", 0);
        var declared = change.After.Where(item => Kind(item) == "ServiceEntry").SelectMany(entry => Strings(Spec(entry)["hosts"])).Select(NaiveHosts.Plain);
        var hosts = NaiveRoutes.Hosts(question, service).Select(NaiveHosts.Plain)
            .Where(host => !NaiveHosts.IsOfCluster(host, question.Domain) && !declared.Any(other => NaiveHosts.Overlap(other, host)))
            .Distinct()
            .ToList();
        return from host in hosts
               from port in Ports(question, service).Distinct()
               select (host, port.Number, Entry(host, port.Number, port.Protocol, change));
    }

    private static IEnumerable<(int Number, string Protocol)> Ports(NaiveQuestion question, JsonObject service) =>
        from rule in NaiveRoutes.BoundTo(service).Contains("mesh") && Strings(Spec(service)["hosts"]).Count > 0
            ? new[] { "http", "tls", "tcp" }.SelectMany(block => Written(question, service, block))
            : []
        select rule.Block switch
        {
            "http" => (rule.Port ?? 80, "HTTP"),
            "tls" => (rule.Port ?? 443, "TLS"),
            _ => (rule.Port ?? 443, "TCP"),
        };

    /// <summary>The port of each condition of a route that sends sidecars to an egress gateway; a delegate's routes count, too.</summary>
    private static IEnumerable<(string Block, int? Port)> Written(NaiveQuestion question, JsonObject service, string block)
    {
        foreach (var route in Items(Spec(service)[block]))
        {
            foreach (var port in Conditions(route, service).Where(_ => Leads(question, route, service)))
            {
                yield return (block, port);
            }

            var home = Text(route["delegate"]?["namespace"]) ?? Namespace(service);
            var part = route["delegate"] is null ? null : question.Objects.FirstOrDefault(item =>
                Kind(item) == "VirtualService" && Namespace(item) == home && Name(item) == Text(route["delegate"]!["name"]));
            foreach (var inner in part is null || !Conditions(route, service).Any() ? [] : Items(Spec(part)["http"]))
            {
                foreach (var port in Conditions(inner, part!).Where(_ => Leads(question, inner, part!)))
                {
                    yield return (block, port);
                }
            }
        }
    }

    private static IEnumerable<int?> Conditions(JsonObject route, JsonObject owner) => Items(route["match"]) is { Count: > 0 } matches
        ? matches.Where(match => Strings(match["gateways"]) is { Count: 0 } or ["mesh"] || Strings(match["gateways"]).Contains("mesh"))
            .Select(match => Number(match["port"]))
        : [null];

    private static bool Leads(NaiveQuestion question, JsonObject route, JsonObject owner) =>
        Items(route["route"]).Select(item => item["destination"]!)
            .Concat(route["mirror"] is { } mirror ? [mirror] : [])
            .Concat(Items(route["mirrors"]).Select(item => item["destination"]!))
            .Select(destination => NaiveHosts.Plain(NaiveHosts.Full(Text(destination["host"])!, Namespace(owner), question.Domain)))
            .Any(host => question.Policy.Mesh.EgressGateways.Any(gateway => NaiveHop.FullName(question, gateway) == host));

    private static JsonObject Entry(string host, int port, string protocol, PathCase change) => new()
    {
        ["apiVersion"] = "networking.istio.io/v1",
        ["kind"] = "ServiceEntry",
        ["metadata"] = new JsonObject { ["name"] = "(supposed)", ["namespace"] = Namespace(change.Case.Object) },
        ["spec"] = new JsonObject
        {
            ["hosts"] = Pick.List([host]),
            ["ports"] = new JsonArray(new JsonObject { ["number"] = port, ["name"] = "supposed", ["protocol"] = protocol }),
            ["resolution"] = "DNS",
            ["exportTo"] = Pick.List(change.Case.Policy.Mesh.EgressGateways.Select(gateway => gateway.Namespace).Prepend(".")),
        },
    };
}
