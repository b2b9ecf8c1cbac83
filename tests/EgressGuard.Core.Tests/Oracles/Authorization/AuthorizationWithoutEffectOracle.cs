using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

internal sealed class AuthorizationWithoutEffectOracle : GatewayPolicyOracle
{
    public override string Rule => "EG603";

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var gateways = @case.Policy.Mesh.EgressGateways;
        var home = (string)@case.Object["metadata"]!["namespace"]!;
        if (@case.Object["spec"] is not JsonObject spec || home == "istio-system" || gateways.Any(gateway => gateway.Namespace == home))
        {
            yield break;
        }

        var targets = TargetsOf(spec);
        var isList = spec["targetRefs"] is JsonArray { Count: > 0 };
        for (var i = 0; i < targets.Count; i++)
        {
            if (gateways.Any(gateway => OracleCase.Text(targets[i]["namespace"]) == gateway.Namespace && IsNameOf(targets[i], gateway)))
            {
                yield return isList ? $"/spec/targetRefs/{i}" : "/spec/targetRef";
            }
        }

        var labels = spec["selector"]?["matchLabels"] as JsonObject ?? [];
        if (targets.Count == 0 && gateways.Any(gateway =>
            OracleCase.Text(labels["app"]) == gateway.Service
            || gateway.Selector.All(label => OracleCase.Text(labels[label.Key]) == label.Value)))
        {
            yield return "/spec/selector/matchLabels";
        }
    }

    protected override void AddContent(Pick pick, JsonObject spec) => pick.Maybe(spec, "action", "ALLOW", "DENY");

    protected override OracleCase Finish(Pick pick, OracleCase @case)
    {
        if (pick.Chance(60))
        {
            @case.Object["metadata"]!["namespace"] = "shop";
        }

        return @case;
    }
}
