using System.Globalization;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Oracles.MeshConfiguration;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

/// <summary>What the oracles about policies and the servers they meet share: small worlds, and who meets whom.</summary>
internal abstract class PolicedServerOracle : RuleOracle
{
    public sealed override OracleCase Generate(Pick pick)
    {
        var policies = Enumerable.Range(0, pick.Number(0, 2)).Select(index => AuthorizationPolicy(pick, $"policy{index}")).ToList();
        var gateways = Enumerable.Range(0, pick.Number(0, 2)).Select(index => Gateway(pick, $"gateway{index}")).ToList();
        var policy = pick.Chance(30) ? GatewayPolicyOracle.TwoGateways : EgressPolicy.Default;
        var (authorization, gateway) = (AuthorizationPolicy(pick, "last"), Gateway(pick, "last"));
        var (subject, other) = pick.Chance(50) ? (authorization, gateway) : (gateway, authorization);
        return new OracleCase(subject) { Mesh = [.. policies, .. gateways, other], Policy = policy };
    }

    /// <summary>Some places in rules that the oracle's rule looks at, and some that it does not.</summary>
    protected abstract JsonObject RuleOf(Pick pick);

    /// <summary>Whether the object under judgement is the policy, and not the Gateway.</summary>
    protected static bool IsPolicy(JsonObject item) => (string)item["kind"]! == "AuthorizationPolicy";

    /// <summary>Everything in the world, the object under judgement included.</summary>
    protected static IEnumerable<JsonObject> All(OracleCase @case) => [.. @case.Mesh, @case.Object];

    /// <summary>Whether the policy and the Gateway are on pods of one egress gateway, and in force.</summary>
    protected static bool Meet(JsonObject authorization, JsonObject gateway, EgressPolicy policy) =>
        (OracleCase.Text(gateway["metadata"]!["labels"]?["istio.io/rev"]) is not { } revision || policy.Mesh.Revisions.Contains(revision))
        && policy.Mesh.EgressGateways.Any(egress =>
        {
            var alone = policy with { Mesh = policy.Mesh with { EgressGateways = [egress] } };
            return GatewayPolicyOracle.IsOnGateway(new OracleCase(authorization) { Policy = alone })
                && GatewayCases.IsOnEgressGateway(new OracleCase(gateway) { Policy = alone });
        });

    /// <summary>The rules of a policy that decides something.</summary>
    protected static IEnumerable<(JsonObject Rule, string Pointer)> Rules(JsonObject authorization) =>
        OracleCase.Text(authorization["spec"]!["action"]) == "AUDIT" ? [] : Items(authorization["spec"]!["rules"], "/spec/rules");

    /// <summary>The servers at which Istio applies policies.</summary>
    protected static IEnumerable<(JsonObject Server, string Pointer)> Servers(JsonObject gateway) =>
        Items(gateway["spec"]!["servers"], "/spec/servers").Where(server => Mode(server.Item) != "AUTO_PASSTHROUGH");

    /// <summary>The mode of TLS; "none" without TLS, PASSTHROUGH where it is not written.</summary>
    protected static string Mode(JsonObject server) => server["tls"] is { } tls ? OracleCase.Text(tls["mode"]) ?? "PASSTHROUGH" : "none";

    protected static string Protocol(JsonObject server) => ((string)server["port"]!["protocol"]!).ToUpperInvariant();

    protected static bool IsHttp(JsonObject server) => Protocol(server) is "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" or "HTTP_PROXY";

    /// <summary>Whether the rule is for the server's port, in one of its operations and by all its conditions.</summary>
    protected static bool IsForPort(JsonObject rule, JsonObject server) =>
        Operations(rule).Exists(operation => MayBe(operation["ports"], PortOf(server)))
        && Conditions(rule, "destination.port").All(values => MayBe(values, PortOf(server)));

    protected static IEnumerable<(JsonObject Item, string Pointer)> Items(JsonNode? list, string pointer) =>
        (list as JsonArray ?? []).Select((item, index) => ((JsonObject)item!, $"{pointer}/{index}"));

    protected static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => (string)item!)];

    /// <summary>The operations; one that says nothing where there is none.</summary>
    protected static List<JsonObject> Operations(JsonObject rule) => Items(rule["to"], "").ToList() is { Count: > 0 } list
        ? [.. list.Select(item => item.Item["operation"] as JsonObject ?? [])]
        : [[]];

    protected static IEnumerable<JsonNode?> Conditions(JsonObject rule, string key) =>
        Items(rule["when"], "").Where(item => (string)item.Item["key"]! == key).Select(item => item.Item["values"]);

    protected static JsonArray Values(params ReadOnlySpan<string> values) => Pick.List(values.ToArray());

    private static bool MayBe(JsonNode? values, string port) => Texts(values) is var texts && (texts.Count == 0 || texts.Contains(port));

    private static string PortOf(JsonObject server) => ((int)server["port"]!["number"]!).ToString(CultureInfo.InvariantCulture);

    private JsonObject AuthorizationPolicy(Pick pick, string name)
    {
        var spec = new JsonObject { ["rules"] = new JsonArray([.. pick.Some(3, 0).Select(_ => (JsonNode)RuleOf(pick))]) };
        if (pick.Chance(70))
        {
            var label = pick.One("egressgateway", "egressgateway", "egressgateway", "other");
            spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["istio"] = label } };
        }

        if (pick.Chance(60))
        {
            spec["action"] = pick.One("ALLOW", "DENY", "DENY", "CUSTOM", "AUDIT");
        }

        return Labelled(pick, new JsonObject
        {
            ["apiVersion"] = "security.istio.io/v1",
            ["kind"] = "AuthorizationPolicy",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = pick.One("istio-system", "istio-system", "istio-system", "egress", "shop"),
            },
            ["spec"] = spec,
        });
    }

    private static JsonObject Gateway(Pick pick, string name) => Labelled(pick, new JsonObject
    {
        ["apiVersion"] = "networking.istio.io/v1",
        ["kind"] = "Gateway",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = pick.One("istio-system", "shop") },
        ["spec"] = new JsonObject
        {
            ["selector"] = pick.One(1, 1, 1, 2, 3) switch
            {
                1 => new JsonObject { ["istio"] = "egressgateway" },
                2 => [],
                _ => new JsonObject { ["istio"] = "ingressgateway" },
            },
            ["servers"] = new JsonArray([.. Enumerable.Range(0, pick.One(0, 1, 1, 2)).Select(_ => (JsonNode)Server(pick))]),
        },
    });

    private static JsonObject Server(Pick pick)
    {
        var server = new JsonObject
        {
            ["port"] = new JsonObject
            {
                ["number"] = pick.One(80, 443, 443, 8443),
                ["protocol"] = pick.One("HTTP", "http2", "grpc-Web", "HTTPS", "https", "TLS", "TLS", "TCP"),
            },
            ["hosts"] = Pick.List(pick.Some(2, "shop/api.example.com", "./*.example.com", "www.example.net", "*", "*/API.example.net")),
        };
        if (pick.Chance(75))
        {
            var tls = new JsonObject();
            pick.Maybe(tls, "mode", "ISTIO_MUTUAL", "ISTIO_MUTUAL", "MUTUAL", "SIMPLE", "PASSTHROUGH", "PASSTHROUGH", "AUTO_PASSTHROUGH");
            if (pick.Chance(20))
            {
                tls["httpsRedirect"] = pick.Chance(70);
            }

            server["tls"] = tls;
        }

        return server;
    }

    private static JsonObject Labelled(Pick pick, JsonObject item)
    {
        if (pick.Chance(15))
        {
            item["metadata"]!["labels"] = new JsonObject { ["istio.io/rev"] = pick.One("default", "canary", "ghost") };
        }

        return item;
    }
}
