namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-10, KG-11.</summary>
internal sealed class OpenListenerOracle : RuleOracle
{
    public override string Rule => "EG709";

    public override OracleCase Generate(Pick pick) =>
        new(pick.Chance(50) ? GatewayCases.Gateway(pick) : GatewayCases.ListenerSet(pick)) { Policy = RouteCases.Policy };

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var (spec, own) = (@case.Object["spec"]!, RouteCases.Own(@case.Object));
        var isSet = OracleCase.Text(@case.Object["kind"]) != "Gateway";
        if (isSet && (spec["parentRef"] is not { } parent || !RouteCases.IsEgressGateway(parent, own)))
        {
            yield break;
        }

        if (isSet && (OracleCase.Text(spec["parentRef"]!["namespace"]) ?? own) != own)
        {
            yield return "/spec/parentRef";
        }

        if (!isSet && (own + "/" + OracleCase.Text(@case.Object["metadata"]!["name"]))
            is not ("istio-system/istio-egressgateway" or "egress/out" or "egress/out-istio"))
        {
            yield break;
        }

        foreach (var (listener, pointer) in RouteCases.Items(spec, "listeners", "/spec"))
        {
            if (OracleCase.Text(listener["allowedRoutes"]?["namespaces"]?["from"]) == "All")
            {
                yield return pointer + "/allowedRoutes/namespaces/from";
            }
        }
    }
}
