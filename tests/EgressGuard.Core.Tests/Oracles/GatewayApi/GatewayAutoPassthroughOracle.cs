namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-6.</summary>
internal sealed class GatewayAutoPassthroughOracle : RuleOracle
{
    public override string Rule => "EG706";

    public override OracleCase Generate(Pick pick) =>
        new(pick.Chance(70) ? GatewayCases.Gateway(pick) : GatewayCases.ListenerSet(pick)) { Policy = RouteCases.Policy };

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var (spec, labels) = (@case.Object["spec"]!, @case.Object["metadata"]!["labels"]!);
        if (RouteCases.Own(@case.Object) is "egress" or "istio-system")
        {
            yield break;
        }

        if (OracleCase.Text(spec["gatewayClassName"]) == "istio-east-west")
        {
            yield return "/spec/gatewayClassName";
        }

        foreach (var (listener, pointer) in RouteCases.Items(spec, "listeners", "/spec"))
        {
            if (listener["tls"] is not { } tls)
            {
                continue;
            }

            if (OracleCase.Text(tls["options"]?["gateway.istio.io/listener-protocol"]) == "auto-passthrough")
            {
                yield return pointer + "/tls/options/gateway.istio.io~1listener-protocol";
            }
            else if (labels["topology.istio.io/network"] is not null
                && (OracleCase.Text(labels["networking.istio.io/gatewayPort"]) ?? "15443") == listener["port"]!.ToJsonString())
            {
                yield return pointer + "/port";
            }
        }
    }
}
