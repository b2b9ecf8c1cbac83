using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

internal sealed class AuthorizationRemovedOracle : GatewayPolicyOracle
{
    public override string Rule => "EG606";

    protected override int AnnotatedOutOfHundred => 40;

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var dryRun = OracleCase.Text(@case.Object["metadata"]!["annotations"]?["istio.io/dry-run"]) ?? "";
        var isEnforced = OracleCase.Text(@case.Object["spec"]?["action"]) != "AUDIT" && !"1 t T true TRUE True".Split(' ').Contains(dryRun);
        if (@case.IsRemoval && isEnforced && IsOnGateway(@case))
        {
            yield return "";
        }
    }

    protected override void AddContent(Pick pick, JsonObject spec) => pick.Maybe(spec, "action", "ALLOW", "DENY", "CUSTOM", "AUDIT");

    protected override OracleCase Finish(Pick pick, OracleCase @case) => @case with { IsRemoval = pick.Chance(70) };
}
