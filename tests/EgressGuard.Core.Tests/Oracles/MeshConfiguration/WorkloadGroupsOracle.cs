using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG423: every WorkloadGroup outside platform namespaces.</summary>
internal sealed class WorkloadGroupsOracle : RuleOracle
{
    public override string Rule => "EG423";

    public override OracleCase Generate(Pick pick) => new(GatewayCases.Object(
        "networking.istio.io/v1",
        "WorkloadGroup",
        GatewayCases.Namespace(pick),
        new JsonObject { ["template"] = pick.Chance(50) ? null : new JsonObject() }))
    {
        Policy = GatewayCases.Policy(pick),
    };

    public override IEnumerable<string> Violations(OracleCase @case) => GatewayCases.IsPlatform(@case) ? [] : [""];
}
