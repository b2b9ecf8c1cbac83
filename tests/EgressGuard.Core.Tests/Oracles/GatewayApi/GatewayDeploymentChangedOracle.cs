using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-7, KG-8.</summary>
internal sealed class GatewayDeploymentChangedOracle : RuleOracle
{
    public override string Rule => "EG707";

    public override OracleCase Generate(Pick pick)
    {
        var gateway = GatewayCases.Gateway(pick);
        if (pick.Chance(40))
        {
            var infrastructure = new JsonObject { ["labels"] = new JsonObject { ["team"] = "shop" } };
            if (pick.Chance(50))
            {
                infrastructure["parametersRef"] = new JsonObject { ["group"] = "", ["kind"] = "ConfigMap", ["name"] = "options" };
            }

            gateway["spec"]!["infrastructure"] = infrastructure;
        }

        return new OracleCase(gateway) { Policy = RouteCases.Policy };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var (spec, annotations) = (@case.Object["spec"]!, @case.Object["metadata"]!["annotations"]!);
        if (OracleCase.Text(spec["gatewayClassName"]) is null or "istio-remote" or "istios" or "Istio" or "nginx")
        {
            yield break;
        }

        if (spec["infrastructure"]?["parametersRef"] is not null)
        {
            yield return "/spec/infrastructure/parametersRef";
        }

        foreach (var key in new[] { "name-override", "service-account" })
        {
            if (OracleCase.Text(annotations["gateway.istio.io/" + key]) == "other")
            {
                yield return "/metadata/annotations/gateway.istio.io~1" + key;
            }
        }

        foreach (var (address, pointer) in RouteCases.Items(spec, "addresses", "/spec"))
        {
            var names = RouteCases.Own(@case.Object) + " " + OracleCase.Text(address["value"]);
            if (OracleCase.Text(address["type"]) == "Hostname"
                && names is "egress out-istio" or "istio-system istio-egressgateway"
                    or "istio-system istio-egressgateway.istio-system.svc.cluster.local")
            {
                yield return pointer;
            }
        }
    }
}
