using System.Collections.Frozen;
using System.Text.Json.Nodes;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG412: a server of the egress gateway with anything but ISTIO_MUTUAL.</summary>
internal sealed class AnonymousHopOracle : RuleOracle
{
    public override string Rule => "EG412";

    public override OracleCase Generate(Pick pick)
    {
        var @case = GatewayCases.Gateway(pick, Server);
        var rules = new Dictionary<string, RuleAction> { ["EG412"] = RuleAction.Warn }.ToFrozenDictionary();
        return pick.Chance(20) ? @case : @case with { Policy = @case.Policy with { Rules = rules } };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        // Off unless the policy sets it.
        if (@case.Policy.Rules.Count == 0)
        {
            yield break;
        }

        foreach (var (server, pointer) in GatewayCases.Servers(@case))
        {
            if (server["tls"] is not JsonObject tls)
            {
                yield return pointer;
            }
            else if (tls["mode"] is null)
            {
                yield return pointer + "/tls";
            }
            else if ((string)tls["mode"]! != "ISTIO_MUTUAL")
            {
                yield return pointer + "/tls/mode";
            }
        }
    }

    private static JsonObject Server(Pick pick) => pick.Number(0, 9) switch
    {
        0 => [],
        1 => new JsonObject { ["tls"] = null },
        2 => new JsonObject { ["tls"] = new JsonObject() },
        3 => new JsonObject { ["tls"] = new JsonObject { ["mode"] = null, ["httpsRedirect"] = true } },
        < 7 => new JsonObject { ["tls"] = new JsonObject { ["mode"] = "ISTIO_MUTUAL" } },
        _ => new JsonObject
        {
            ["tls"] = new JsonObject { ["mode"] = pick.One("PASSTHROUGH", "SIMPLE", "MUTUAL", "istio_mutual", "AUTO_PASSTHROUGH", "") },
        },
    };
}
