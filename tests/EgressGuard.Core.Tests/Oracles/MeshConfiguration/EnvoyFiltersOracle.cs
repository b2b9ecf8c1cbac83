using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG417: every EnvoyFilter outside platform namespaces.</summary>
internal sealed class EnvoyFiltersOracle : RuleOracle
{
    public override string Rule => "EG417";

    public override OracleCase Generate(Pick pick) => new(GatewayCases.Object(
        "networking.istio.io/v1alpha3",
        "EnvoyFilter",
        GatewayCases.Namespace(pick),
        pick.Chance(50) ? null : new JsonObject { ["priority"] = 1 }))
    {
        Policy = GatewayCases.Policy(pick),
    };

    public override IEnumerable<string> Violations(OracleCase @case) => GatewayCases.IsPlatform(@case) ? [] : [""];
}
