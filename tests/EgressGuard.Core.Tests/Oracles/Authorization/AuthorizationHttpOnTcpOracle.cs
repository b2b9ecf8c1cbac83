using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

/// <summary>C24: parts of requests in a policy, and servers that read none.</summary>
internal sealed class AuthorizationHttpOnTcpOracle : PolicedServerOracle
{
    public override string Rule => "EG608";

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (IsPolicy(@case.Object))
        {
            var servers = ServersOf(@case.Object, @case);
            return from rule in Rules(@case.Object)
                where IsUseless(rule.Rule, servers)
                from place in Places(rule.Rule)
                select rule.Pointer + place;
        }

        var useless = All(@case)
            .Where(item => IsPolicy(item) && Meet(item, @case.Object, @case.Policy))
            .SelectMany(item => Rules(item).Where(rule => Places(rule.Rule).Any() && IsUseless(rule.Rule, ServersOf(item, @case))))
            .ToList();
        return Servers(@case.Object)
            .Where(server => !ReadsRequests(server.Server) && useless.Exists(rule => IsForPort(rule.Rule, server.Server)))
            .Select(server => server.Pointer);
    }

    protected override JsonObject RuleOf(Pick pick)
    {
        var rule = new JsonObject();
        if (pick.Chance(25))
        {
            rule["from"] = new JsonArray(new JsonObject
            {
                ["source"] = new JsonObject
                {
                    [pick.One("requestPrincipals", "notRequestPrincipals", "namespaces")] = pick.One(Values("*"), Values()),
                },
            });
        }

        if (pick.Chance(80))
        {
            rule["to"] = new JsonArray([.. Enumerable.Range(0, pick.Number(1, 2)).Select(_ => (JsonNode)Target(pick))]);
        }

        if (pick.Chance(40))
        {
            var key = pick.One(
                "request.headers[x-team]", "request.auth.claims[iss]", "request.auth.principal", "destination.port", "connection.sni",
                "source.namespace");
            rule["when"] = new JsonArray(new JsonObject
            {
                ["key"] = key,
                [pick.Chance(70) ? "values" : "notValues"] = pick.One(Values("443"), Values("443"), Values()),
            });
        }

        return rule;
    }

    private static List<JsonObject> ServersOf(JsonObject authorization, OracleCase @case) =>
    [
        .. All(@case)
            .Where(item => !IsPolicy(item) && Meet(authorization, item, @case.Policy))
            .SelectMany(Servers)
            .Select(server => server.Server),
    ];

    private static bool IsUseless(JsonObject rule, List<JsonObject> servers)
    {
        var meant = servers.Where(server => IsForPort(rule, server)).ToList();
        return meant.Count > 0 && !meant.Exists(ReadsRequests);
    }

    /// <summary>IsHTTPServer: plain HTTP, or HTTPS that does not pass through.</summary>
    private static bool ReadsRequests(JsonObject server) =>
        IsHttp(server) || (Protocol(server) == "HTTPS" && Mode(server) != "PASSTHROUGH");

    private static IEnumerable<string> Places(JsonObject rule)
    {
        foreach (var (from, pointer) in Items(rule["from"], "/from"))
        {
            foreach (var field in Filled(from["source"]).Where(field => field is "requestPrincipals" or "notRequestPrincipals"))
            {
                yield return $"{pointer}/source/{field}";
            }
        }

        foreach (var (to, pointer) in Items(rule["to"], "/to"))
        {
            foreach (var field in Filled(to["operation"]).Where(field => field is not ("ports" or "notPorts")))
            {
                yield return $"{pointer}/operation/{field}";
            }
        }

        foreach (var (when, pointer) in Items(rule["when"], "/when"))
        {
            if (((string)when["key"]!).StartsWith("request.", StringComparison.Ordinal) && Filled(when).Any())
            {
                yield return pointer;
            }
        }
    }

    private static IEnumerable<string> Filled(JsonNode? node) =>
        (node as JsonObject ?? []).Where(member => member.Value is JsonArray { Count: > 0 }).Select(member => member.Key);

    private static JsonObject Target(Pick pick)
    {
        var operation = new JsonObject();
        for (var count = pick.Number(1, 3); count > 0; count--)
        {
            var field = pick.One("hosts", "hosts", "notHosts", "methods", "notMethods", "paths", "notPaths", "ports", "ports", "notPorts");
            operation[field] = field.EndsWith("orts", StringComparison.Ordinal)
                ? pick.One(Values("443"), Values("80"), Values())
                : pick.One(Values("x"), Values("x"), Values());
        }

        return pick.Chance(90) ? new JsonObject { ["operation"] = operation } : [];
    }
}
