using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class ServicePosesAsGatewayOracle : RuleOracle
{
    private static readonly EgressPolicy TwoGateways = EgressPolicy.Default with
    {
        Name = "two gateways",
        Mesh = new MeshSettings
        {
            EgressGateways =
            [
                new EgressGatewaySettings { Selector = Labels(("istio", "egressgateway"), ("zone", "a")) },
                new EgressGatewaySettings { Service = "egress-b", Namespace = "egress", Selector = Labels(("zone", "b")) },
            ],
        },
    };

    public override string Rule => "EG507";

    public override OracleCase Generate(Pick pick)
    {
        var selector = new JsonObject();
        pick.Maybe(selector, "istio", "egressgateway", "egressgateway", "ingressgateway", "");
        pick.Maybe(selector, "zone", "a", "b");
        pick.Maybe(selector, "app", "istio-egressgateway", "relay");
        var spec = new JsonObject();
        if (pick.Chance(90))
        {
            spec["selector"] = selector;
        }

        var metadata = new JsonObject
        {
            ["name"] = pick.One("istio-egressgateway", "istio-egressgateway", "egress-b", "api", "api"),
            ["namespace"] = pick.One("istio-system", "egress", "shop", "kube-system"),
        };
        if (pick.Chance(50))
        {
            metadata["annotations"] = new JsonObject { ["networking.istio.io/exportTo"] = pick.One("*", ".", "~", "", ". , *", ".,shop", "**") };
        }

        return new OracleCase(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Service", ["metadata"] = metadata, ["spec"] = spec })
        {
            Policy = pick.Chance(60) ? TwoGateways : EgressPolicy.Default,
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var metadata = @case.Object["metadata"]!;
        var (name, home) = ((string)metadata["name"]!, (string)metadata["namespace"]!);
        var selector = @case.Object["spec"]!["selector"] as JsonObject ?? [];
        var gateways = @case.Policy.Mesh.EgressGateways;
        foreach (var gateway in gateways)
        {
            if (gateway.Service == name && gateway.Namespace == home)
            {
                if (gateway.Selector.Any(label => OracleCase.Text(selector[label.Key]) != label.Value))
                {
                    yield return "/spec/selector";
                }

                var export = OracleCase.Text(metadata["annotations"]?["networking.istio.io/exportTo"]) ?? "";
                if (export.Length > 0 && !Array.Exists(export.Split(','), item => item.Trim() == "*"))
                {
                    yield return "/metadata/annotations/networking.istio.io~1exportTo";
                }

                yield break;
            }
        }

        if (gateways.Any(gateway => gateway.Service == name))
        {
            yield return "/metadata/name";
        }

        if (gateways.Any(gateway => gateway.Namespace == home
            && (gateway.Selector.Any(label => OracleCase.Text(selector[label.Key]) == label.Value)
                || OracleCase.Text(selector["app"]) == gateway.Service)
            && gateway.Selector.All(label => !selector.ContainsKey(label.Key) || OracleCase.Text(selector[label.Key]) == label.Value)))
        {
            yield return "/spec/selector";
        }
    }

    private static ImmutableSortedDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, labels.Select(label => KeyValuePair.Create(label.Key, label.Value)));
}
