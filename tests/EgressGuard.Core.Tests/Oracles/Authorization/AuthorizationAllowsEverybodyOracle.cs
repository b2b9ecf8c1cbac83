using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

internal sealed class AuthorizationAllowsEverybodyOracle : GatewayPolicyOracle
{
    public override string Rule => "EG602";

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var spec = @case.Object["spec"] as JsonObject ?? [];
        if (!IsOnGateway(@case) || OracleCase.Text(spec["action"]) is not (null or "ALLOW"))
        {
            yield break;
        }

        var rules = spec["rules"] as JsonArray ?? [];
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i]!;
            if (!new[] { "from", "to", "when" }.Any(part => rule[part] is JsonArray { Count: > 0 }))
            {
                yield return $"/spec/rules/{i}";
            }
        }
    }

    protected override void AddContent(Pick pick, JsonObject spec)
    {
        pick.Maybe(spec, "action", "ALLOW", "ALLOW", "ALLOW", "DENY", "CUSTOM");
        var rules = new JsonArray();
        for (var i = pick.Number(0, 3); i > 0; i--)
        {
            var rule = new JsonObject();
            foreach (var part in new[] { "from", "to", "when" })
            {
                if (pick.Chance(40))
                {
                    rule[part] = pick.One<JsonArray?>(null, [], new JsonArray(new JsonObject()), new JsonArray(new JsonObject()));
                }
            }

            rules.Add(rule);
        }

        if (pick.Chance(90))
        {
            spec["rules"] = rules;
        }
    }
}
