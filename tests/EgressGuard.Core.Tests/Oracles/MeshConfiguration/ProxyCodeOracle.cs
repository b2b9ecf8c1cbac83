using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG418: every WasmPlugin and TrafficExtension outside platform namespaces.</summary>
internal sealed class ProxyCodeOracle : RuleOracle
{
    public override string Rule => "EG418";

    public override OracleCase Generate(Pick pick) => new(GatewayCases.Object(
        "extensions.istio.io/v1alpha1",
        pick.One("WasmPlugin", "TrafficExtension"),
        GatewayCases.Namespace(pick),
        pick.Chance(50) ? null : new JsonObject { ["url"] = "file:///opt/filter.wasm" }))
    {
        Policy = GatewayCases.Policy(pick),
    };

    public override IEnumerable<string> Violations(OracleCase @case) => GatewayCases.IsPlatform(@case) ? [] : [""];
}
