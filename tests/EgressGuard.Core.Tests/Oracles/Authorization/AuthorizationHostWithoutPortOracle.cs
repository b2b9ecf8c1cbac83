using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

internal sealed class AuthorizationHostWithoutPortOracle : GatewayPolicyOracle
{
    private static readonly string[] Pool =
    [
        "*", "api.example.com", "API.example.com", "api.example.com:*", "Api.Example.com:443", "api.example.com*", "api.*", "api.example.com.org:*",
        "*.example.com", "*.example.com:443", "*.example.com:*", "*example*", "www.example.com", "*:443",
    ];

    public override string Rule => "EG604";

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (!IsOnGateway(@case))
        {
            yield break;
        }

        var rules = @case.Object["spec"]?["rules"] as JsonArray ?? [];
        for (var i = 0; i < rules.Count; i++)
        {
            var to = rules[i]!["to"] as JsonArray ?? [];
            for (var j = 0; j < to.Count; j++)
            {
                foreach (var list in new[] { "hosts", "notHosts" })
                {
                    var hosts = (to[j]!["operation"]?[list] as JsonArray ?? []).Select(host => ((string)host!).ToUpperInvariant()).ToArray();
                    for (var k = 0; k < hosts.Length; k++)
                    {
                        if (!SaysPort(hosts[k]) && !Array.Exists(hosts, other => Matches(other, hosts[k])))
                        {
                            yield return $"/spec/rules/{i}/to/{j}/operation/{list}/{k}";
                        }
                    }
                }
            }
        }
    }

    protected override void AddContent(Pick pick, JsonObject spec)
    {
        pick.Maybe(spec, "action", "ALLOW", "DENY");
        var rules = new JsonArray();
        for (var i = pick.Number(0, 2); i > 0; i--)
        {
            var rule = new JsonObject();
            if (pick.Chance(90))
            {
                var operation = new JsonObject();
                foreach (var list in new[] { "hosts", "notHosts" })
                {
                    if (pick.Chance(60))
                    {
                        operation[list] = Pick.List(pick.Some(3, Pool));
                    }
                }

                rule["to"] = pick.Chance(90) ? new JsonArray(new JsonObject { ["operation"] = operation }) : new JsonArray(new JsonObject());
            }

            rules.Add(rule);
        }

        spec["rules"] = rules;
    }

    private static bool SaysPort(string host) => host.Contains(':', StringComparison.Ordinal) || host.EndsWith('*');

    /// <summary>Whether Istio would take some "HOST:port" for the item, or the item is that host with its port.</summary>
    private static bool Matches(string item, string host)
    {
        if (item == "*")
        {
            return true;
        }

        if (host.StartsWith('*'))
        {
            return item.Split(':') is [var name, var port] && name == host && port != "*";
        }

        return item.StartsWith('*') ? false
            : item.EndsWith('*') ? $"{host}:443".StartsWith(item.TrimEnd('*'), StringComparison.Ordinal)
            : item.Split(':') is [var written, _] && written == host;
    }
}
