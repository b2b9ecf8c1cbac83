using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG410: no selector, or an empty one.</summary>
internal sealed class GatewaySelectsEverythingOracle : RuleOracle
{
    public override string Rule => "EG410";

    public override OracleCase Generate(Pick pick)
    {
        var @case = GatewayCases.Gateway(pick, _ => []);
        if (pick.Chance(20))
        {
            @case.Object["spec"]!["selector"] = pick.Chance(50) ? null : new JsonObject();
        }

        return @case;
    }

    public override IEnumerable<string> Violations(OracleCase @case) =>
        !GatewayCases.IsPlatform(@case) && GatewayCases.IsForEveryGateway(@case)
            ? ["/spec/selector"]
            : [];
}
