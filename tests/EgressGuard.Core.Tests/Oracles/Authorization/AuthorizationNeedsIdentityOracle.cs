using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

/// <summary>C23: identities in a policy, and servers that do not learn them.</summary>
internal sealed class AuthorizationNeedsIdentityOracle : PolicedServerOracle
{
    private static readonly string[] Fields =
        ["principals", "notPrincipals", "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts"];

    private static readonly string[] Keys = ["source.principal", "source.namespace", "source.serviceAccount"];

    public override string Rule => "EG607";

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (IsPolicy(@case.Object))
        {
            var anonymous = All(@case)
                .Where(item => !IsPolicy(item) && Meet(@case.Object, item, @case.Policy))
                .SelectMany(Servers)
                .Where(server => IsAnonymous(server.Server))
                .ToList();
            return from rule in Rules(@case.Object)
                where anonymous.Exists(server => IsFor(rule.Rule, server.Server))
                from place in Places(rule.Rule)
                select rule.Pointer + place;
        }

        var rules = All(@case)
            .Where(item => IsPolicy(item) && Meet(item, @case.Object, @case.Policy))
            .SelectMany(Rules)
            .Where(rule => Places(rule.Rule).Any())
            .ToList();
        return Servers(@case.Object)
            .Where(server => IsAnonymous(server.Server) && rules.Exists(rule => IsFor(rule.Rule, server.Server)))
            .Select(server => server.Pointer);
    }

    protected override JsonObject RuleOf(Pick pick)
    {
        var rule = new JsonObject();
        if (pick.Chance(60))
        {
            rule["from"] = new JsonArray([.. Enumerable.Range(0, pick.Number(1, 2)).Select(_ => (JsonNode)Source(pick))]);
        }

        if (pick.Chance(50))
        {
            rule["to"] = new JsonArray([.. Enumerable.Range(0, pick.Number(1, 2)).Select(_ => (JsonNode)Target(pick))]);
        }

        if (pick.Chance(50))
        {
            rule["when"] = new JsonArray([.. Enumerable.Range(0, pick.Number(1, 2)).Select(_ => (JsonNode)Condition(pick))]);
        }

        return rule;
    }

    private static bool IsAnonymous(JsonObject server) => IsHttp(server)
        ? !(server["tls"]?["httpsRedirect"] is { } redirect && (bool)redirect)
        : Mode(server) is not ("ISTIO_MUTUAL" or "MUTUAL");

    private static IEnumerable<string> Places(JsonObject rule)
    {
        foreach (var (from, pointer) in Items(rule["from"], "/from"))
        {
            foreach (var field in Fields.Where(
                field => from["source"]?[field] is JsonArray { Count: > 0 } values && !IsStar(Texts(values))))
            {
                yield return $"{pointer}/source/{field}";
            }
        }

        foreach (var (when, pointer) in Items(rule["when"], "/when").Where(item => Keys.Contains((string)item.Item["key"]!)))
        {
            var values = Texts(when["values"]);
            values = values.Count > 0 ? values : Texts(when["notValues"]);
            if (values.Count > 0 && !IsStar(values))
            {
                yield return pointer;
            }
        }
    }

    private static bool IsStar(List<string> values) => values.Count == 1 && values[0] == "*";

    /// <summary>Whether the rule is for the server, by port and by the names of hosts.</summary>
    private static bool IsFor(JsonObject rule, JsonObject server) => IsForPort(rule, server)
        && Operations(rule).Exists(operation => AreNames(operation["hosts"], server))
        && Conditions(rule, "connection.sni").All(values => AreNames(values, server));

    private static bool AreNames(JsonNode? list, JsonObject server)
    {
        var (names, hosts) = (Texts(list), Texts(server["hosts"]).Select(host => Names.Plain(host.Split('/')[^1])).ToList());
        return names.Count == 0 || hosts.Count == 0 || names.Select(name => name.Split(':')[0]).Any(name =>
            name[^1] == '*' || hosts.Exists(host => Names.Covers(host, Names.Plain(name)) || Names.Covers(Names.Plain(name), host)));
    }

    private static JsonObject Source(Pick pick)
    {
        var source = new JsonObject();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            var field = pick.One([.. Fields, "ipBlocks", "requestPrincipals"]);
            source[field] = pick.One(Values("shop"), Values("shop"), Values("*"), Values("*", "shop"), Values());
        }

        return pick.Chance(95) ? new JsonObject { ["source"] = source } : [];
    }

    private static JsonObject Target(Pick pick)
    {
        var operation = new JsonObject();
        if (pick.Chance(50))
        {
            operation["ports"] = pick.One(Values("443"), Values("80", "8443"), Values());
        }

        if (pick.Chance(50))
        {
            operation["hosts"] = Pick.List(pick.Some(
                2, "api.example.com", "API.example.com:*", "*.example.com", "www.example.net:443", "api.*", "*", "www.example.org"));
        }

        return pick.Chance(90) ? new JsonObject { ["operation"] = operation } : [];
    }

    private static JsonObject Condition(Pick pick)
    {
        var key = pick.One([.. Keys, "destination.port", "connection.sni", "source.ip"]);
        var condition = new JsonObject { ["key"] = key };
        var values = key switch
        {
            "destination.port" => pick.One(Values("443"), Values("80")),
            "connection.sni" => pick.One(Values("api.example.com"), Values("*.example.net"), Values("api.*")),
            _ => pick.One(Values("shop"), Values("*"), Values()),
        };
        condition[pick.Chance(60) ? "values" : "notValues"] = values;
        return condition;
    }
}
