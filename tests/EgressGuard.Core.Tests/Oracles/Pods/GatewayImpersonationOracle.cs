using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>EG308 from POD-27 and POD-30.</summary>
internal sealed class GatewayImpersonationOracle : TemplateOracle
{
    private static readonly EgressPolicy TwoGateways = EgressPolicy.Default with
    {
        Name = "two",
        Mesh = EgressPolicy.Default.Mesh with
        {
            EgressGateways =
            [
                new EgressGatewaySettings(),
                new EgressGatewaySettings
                {
                    Service = "egress",
                    Namespace = "edge",
                    Selector = EgressPolicy.Default.Mesh.EgressGateways[0].Selector.Clear().Add("app", "egress").Add("zone", "edge"),
                },
            ],
        },
        Gateways = new GatewaySettings { AllowedNamespaces = ["payments"] },
    };

    public override string Rule => "EG308";

    public override OracleCase Generate(Pick pick)
    {
        var labels = new JsonObject();
        pick.Maybe(labels, "istio", "egressgateway", "ingressgateway", "EgressGateway", "web", "");
        pick.Maybe(labels, "app", "istio-egressgateway", "egress", "web", "egressgateway");
        pick.Maybe(labels, "zone", "edge", "core");
        if (pick.Chance(10))
        {
            labels["gateway.networking.k8s.io/gateway-name"] = pick.One("waypoint", "");
        }

        if (pick.Chance(10))
        {
            labels["gateway.istio.io/managed"] = null;
        }

        var home = pick.One("shop", "payments", "shop", "edge", "istio-system");
        return new OracleCase(Wrap(pick, new JsonObject { ["labels"] = labels }, [], home))
        {
            Policy = pick.Chance(50) ? EgressPolicy.Default : TwoGateways,
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var hasTwo = @case.Policy.Name == "two";
        var home = OracleCase.Text(@case.Object["metadata"]!["namespace"]);
        if (home == "istio-system" || (hasTwo && home == "edge"))
        {
            yield break;
        }

        if (pod.Label("istio") == "egressgateway")
        {
            yield return "/metadata/labels/istio";
        }

        // The second gateway's labels are a part of its service's name and a zone, so the name alone is enough.
        if (pod.Label("app") == "istio-egressgateway" || (hasTwo && pod.Label("app") == "egress"))
        {
            yield return "/metadata/labels/app";
        }

        if (hasTwo && home == "payments")
        {
            yield break;
        }

        foreach (var label in new[] { "gateway.networking.k8s.io/gateway-name", "gateway.istio.io/managed" })
        {
            if (pod.Label(label) is not null)
            {
                yield return "/metadata/labels/" + Key(label);
            }
        }
    }
}
