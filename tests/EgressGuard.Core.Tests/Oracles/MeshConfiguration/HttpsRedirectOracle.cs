using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG414: httpsRedirect on the egress gateway.</summary>
internal sealed class HttpsRedirectOracle : RuleOracle
{
    public override string Rule => "EG414";

    public override OracleCase Generate(Pick pick) => GatewayCases.Gateway(pick, Server);

    public override IEnumerable<string> Violations(OracleCase @case) =>
        from server in GatewayCases.Servers(@case)
        where server.Server["tls"]?["httpsRedirect"] is JsonValue value && value.GetValue<bool>()
        select server.Pointer + "/tls/httpsRedirect";

    private static JsonObject Server(Pick pick) => pick.Number(0, 4) switch
    {
        0 => [],
        1 => new JsonObject { ["tls"] = new JsonObject { ["mode"] = "SIMPLE", ["httpsRedirect"] = null } },
        2 => new JsonObject { ["tls"] = new JsonObject { ["httpsRedirect"] = false } },
        _ => new JsonObject { ["tls"] = new JsonObject { ["httpsRedirect"] = true } },
    };
}
