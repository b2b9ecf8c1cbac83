using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG413: AUTO_PASSTHROUGH on the egress gateway.</summary>
internal sealed class AutoPassthroughOracle : RuleOracle
{
    public override string Rule => "EG413";

    public override OracleCase Generate(Pick pick) => GatewayCases.Gateway(pick, Server);

    public override IEnumerable<string> Violations(OracleCase @case) =>
        from server in GatewayCases.Servers(@case)
        where OracleCase.Text(server.Server["tls"]?["mode"]) == "AUTO_PASSTHROUGH"
        select server.Pointer + "/tls/mode";

    private static JsonObject Server(Pick pick)
    {
        var tls = new JsonObject();
        pick.Maybe(tls, "mode", "AUTO_PASSTHROUGH", "AUTO_PASSTHROUGH", "PASSTHROUGH", "ISTIO_MUTUAL", "auto_passthrough");
        return pick.Chance(10) ? [] : new JsonObject { ["tls"] = tls };
    }
}
