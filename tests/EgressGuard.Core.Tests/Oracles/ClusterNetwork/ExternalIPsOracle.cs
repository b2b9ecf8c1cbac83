using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class ExternalIPsOracle : RuleOracle
{
    public override string Rule => "EG506";

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject { ["selector"] = new JsonObject { ["app"] = "api" } };
        pick.Maybe(spec, "type", "LoadBalancer", "ClusterIP", "NodePort");
        pick.Maybe(spec, "loadBalancerIP", "203.0.113.10", "", "");
        if (pick.Chance(50))
        {
            spec["externalIPs"] = Pick.List(pick.Some(2, "203.0.113.10", "10.0.0.1", "", "2001:db8::1"));
        }
        else if (pick.Chance(20))
        {
            spec["externalIPs"] = null;
        }

        return new OracleCase(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = "api", ["namespace"] = pick.One("shop", "payments", "istio-system") },
            ["spec"] = spec,
        });
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if ((string)@case.Object["metadata"]!["namespace"]! == "istio-system")
        {
            yield break;
        }

        var spec = @case.Object["spec"]!;
        for (var i = 0; i < ((spec["externalIPs"] as JsonArray)?.Count ?? 0); i++)
        {
            yield return $"/spec/externalIPs/{i}";
        }

        if (OracleCase.Text(spec["loadBalancerIP"]) is not (null or ""))
        {
            yield return "/spec/loadBalancerIP";
        }
    }
}
