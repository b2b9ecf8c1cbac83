using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

internal sealed class AuthorizationAuditsOnlyOracle : GatewayPolicyOracle
{
    public override string Rule => "EG605";

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (OracleCase.Text(@case.Object["spec"]?["action"]) == "AUDIT" && IsOnGateway(@case))
        {
            yield return "/spec/action";
        }
    }

    protected override void AddContent(Pick pick, JsonObject spec) => pick.Maybe(spec, "action", "AUDIT", "AUDIT", "ALLOW", "audit", "DENY", "CUSTOM");
}
