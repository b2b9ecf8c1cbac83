using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>PS-20: pods that run as an egress gateway without being one of its pods.</summary>
internal sealed class GatewayServiceAccountOracle : TemplateOracle
{
    public override string Rule => "EG323";

    private static readonly EgressPolicy TwoGateways = EgressPolicy.Default with
    {
        Mesh = new MeshSettings
        {
            EgressGateways =
            [
                new EgressGatewaySettings
                {
                    Service = "out",
                    Namespace = "egress",
                    Selector = Labels(("app", "out"), ("istio", "egressgateway")),
                },
                new EgressGatewaySettings { Namespace = "egress" },
            ],
        },
    };

    public override OracleCase Generate(Pick pick)
    {
        var labels = new JsonObject();
        pick.Maybe(labels, "istio", "egressgateway", "egressgateway", "ingressgateway", "");
        pick.Maybe(labels, "app", "out", "out", "web");
        var spec = new JsonObject();
        string[] accounts =
        [
            "istio-egressgateway", "istio-egressgateway-service-account", "out", "out-service-account",
            "default", "", "istio-egressgateway-x", "Out",
        ];
        pick.Maybe(spec, "serviceAccountName", accounts);
        pick.Maybe(spec, "serviceAccount", accounts);
        return new OracleCase(Wrap(pick, new JsonObject { ["labels"] = labels }, spec, pick.One("istio-system", "egress", "shop")))
        {
            Policy = pick.Chance(50) ? EgressPolicy.Default : TwoGateways,
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var home = OracleCase.Text(@case.Object["metadata"]!["namespace"]);
        var (name, old) = (OracleCase.Text(pod.Spec["serviceAccountName"]) ?? "", OracleCase.Text(pod.Spec["serviceAccount"]) ?? "");
        var account = name.Length > 0 ? name : old;
        foreach (var gateway in @case.Policy.Mesh.EgressGateways)
        {
            if (gateway.Namespace == home && (account == gateway.Service || account == $"{gateway.Service}-service-account")
                && gateway.Selector.Any(label => pod.Label(label.Key) != label.Value))
            {
                yield return name.Length > 0 ? "/spec/serviceAccountName" : "/spec/serviceAccount";
            }
        }
    }

    private static ImmutableSortedDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        labels.ToImmutableSortedDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);
}
