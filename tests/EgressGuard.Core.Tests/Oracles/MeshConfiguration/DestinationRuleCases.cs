using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>Random DestinationRules, and how the specification reads their hosts.</summary>
internal static class DestinationRuleCases
{
    private const string Gateway = "istio-egressgateway.istio-system.svc.cluster.local";

    public static OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject();
        if (pick.Chance(98))
        {
            spec["host"] = pick.One(
                Gateway, Gateway, Gateway, "Istio-EgressGateway.istio-system.svc.cluster.local.", "istio-egressgateway", "out", "*",
                "*.local", "*.istio-system.svc.cluster.local", "*.corp.example", "out.edge.svc.corp.example",
                "istio-egressgateway.istio-system", "istio-egressgateway.istio-system.svc", "reviews", "reviews.shop.svc.cluster.local",
                "reviews.web.svc.cluster.local", "reviews.shop.svc.clusterset.local", "reviews.web.svc.clusterset.local",
                "*.shop.svc.cluster.local", "*shop.svc.cluster.local", "a.b.shop.svc", "api.example.com", "API.example.com",
                "*.example.com", "");
        }

        if (pick.Chance(70))
        {
            spec["exportTo"] = Pick.List(pick.Some(2, ".", ".", "istio-system", "shop", "*", "~", "Shop", "", "a/b"));
        }

        if (pick.Chance(15))
        {
            spec["workloadSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "checkout" } };
        }

        if (pick.Chance(60))
        {
            spec["trafficPolicy"] = TrafficPolicy(pick, isPort: false);
        }

        var subsets = new JsonArray();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            var subset = new JsonObject { ["name"] = "v" + pick.Number(1, 9) };
            if (pick.Chance(60))
            {
                subset["trafficPolicy"] = TrafficPolicy(pick, isPort: false);
            }

            subsets.Add(subset);
        }

        spec["subsets"] = subsets;
        return new OracleCase(new JsonObject
        {
            ["apiVersion"] = "networking.istio.io/v1",
            ["kind"] = "DestinationRule",
            ["metadata"] = new JsonObject
            {
                ["name"] = "egress-gateway",
                ["namespace"] = pick.One("shop", "shop", "shop", "istio-system", "edge"),
            },
            ["spec"] = spec,
        })
        {
            Policy = Policies.One(pick),
        };
    }

    /// <summary>The rule's host in full; null when it has none.</summary>
    public static string? Host(OracleCase @case) => OracleCase.Text(@case.Object["spec"]!["host"]) is { Length: > 0 } host
        ? Names.Full(host, Bindings.Home(@case.Object), @case.Policy.Mesh.ClusterDomain)
        : null;

    /// <summary>Whether the rule holds for an egress gateway.</summary>
    public static bool IsForGateway(OracleCase @case) =>
        Host(@case) is { } host && Names.Gateways(@case).Any(gateway => Names.Covers(host, gateway));

    /// <summary>The traffic policies of the rule, with the settings of ports or without.</summary>
    public static IEnumerable<(string Pointer, JsonObject Policy)> TrafficPolicies(OracleCase @case, bool withPorts)
    {
        var spec = @case.Object["spec"]!;
        var policies = Names.Objects(spec["subsets"])
            .Select(subset => ($"/spec/subsets/{subset.Index}/trafficPolicy", subset.Item["trafficPolicy"]))
            .Append(("/spec/trafficPolicy", spec["trafficPolicy"]));
        foreach (var (pointer, node) in policies)
        {
            if (node is JsonObject policy)
            {
                yield return (pointer, policy);
                foreach (var (index, port) in withPorts ? Names.Objects(policy["portLevelSettings"]) : [])
                {
                    yield return ($"{pointer}/portLevelSettings/{index}", port);
                }
            }
        }
    }

    private static JsonObject TrafficPolicy(Pick pick, bool isPort)
    {
        var policy = new JsonObject();
        if (pick.Chance(30))
        {
            policy["loadBalancer"] = new JsonObject();
            pick.Maybe((JsonObject)policy["loadBalancer"]!, "simple", "PASSTHROUGH", "PASSTHROUGH", "passthrough", "ROUND_ROBIN");
        }

        if (pick.Chance(40))
        {
            var tls = new JsonObject();
            pick.Maybe(tls, "mode", "ISTIO_MUTUAL", "ISTIO_MUTUAL", "SIMPLE", "MUTUAL", "DISABLE", "istio_mutual");
            if (pick.Chance(40))
            {
                tls["insecureSkipVerify"] = pick.Chance(60);
            }

            policy["tls"] = tls;
        }

        if (isPort)
        {
            policy["port"] = new JsonObject { ["number"] = pick.One(80, 443) };
            return policy;
        }

        if (pick.Chance(20))
        {
            policy["tunnel"] = new JsonObject();
            pick.Maybe((JsonObject)policy["tunnel"]!, "protocol", "CONNECT", "POST");
        }

        var ports = new JsonArray();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            ports.Add(TrafficPolicy(pick, isPort: true));
        }

        policy["portLevelSettings"] = ports;
        return policy;
    }
}
