using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

internal sealed class AuthorizationDryRunOracle : GatewayPolicyOracle
{
    public override string Rule => "EG601";

    protected override int AnnotatedOutOfHundred => 90;

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var value = OracleCase.Text(@case.Object["metadata"]!["annotations"]?["istio.io/dry-run"]);
        if (value is "1" or "t" or "T" or "true" or "TRUE" or "True" && IsOnGateway(@case))
        {
            yield return "/metadata/annotations/istio.io~1dry-run";
        }
    }

    protected override void AddContent(Pick pick, JsonObject spec) => pick.Maybe(spec, "action", "ALLOW", "DENY", "AUDIT");
}
