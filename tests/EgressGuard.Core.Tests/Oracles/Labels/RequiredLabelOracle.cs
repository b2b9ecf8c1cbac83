using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Labels;

/// <summary>EG307 from the policy's labels: which object must carry which label, and with what value.</summary>
internal sealed class RequiredLabelOracle : RuleOracle
{
    private static readonly EgressPolicy Owners = EgressPolicy.Default with
    {
        Name = "owners",
        Labels =
        [
            new LabelRequirement
            {
                Kinds = [ObjectKind.Pod, ObjectKind.ServiceEntry],
                Key = "example.com/owner",
                FromNamespaceLabel = "owner",
            },
        ],
    };

    public override string Rule => "EG307";

    public override OracleCase Generate(Pick pick)
    {
        var labels = new JsonObject();
        Sometimes(pick, labels, "egressguard.io/egress", "gateway", "gateway", "gateway", "direct", "");
        Sometimes(pick, labels, "sidecar.istio.io/inject", "true", "true", "true", "false");
        Sometimes(pick, labels, "egressguard.io/gateway", "istio-egressgateway.istio-system", "other.shop");
        Sometimes(pick, labels, "example.com/owner", "shop-team", "shop-team", "shop-team", "payments-team");
        var home = new JsonObject();
        pick.Maybe(home, "istio-injection", "enabled", "disabled");
        pick.Maybe(home, "owner", "shop-team", "shop-team", "shop-team", "shop-team", "");
        return new OracleCase(Object(pick, labels))
        {
            Mesh = pick.Chance(80)
                ? [
                    new JsonObject
                    {
                        ["apiVersion"] = "v1",
                        ["kind"] = "Namespace",
                        ["metadata"] = new JsonObject { ["name"] = "shop", ["labels"] = home },
                    },
                ]
                : [],
            Policy = pick.Chance(60) ? EgressPolicy.Default : Owners,
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var kind = OracleCase.Text(@case.Object["kind"])!;
        if (OracleCase.Text(@case.Object["metadata"]!["namespace"]) != "shop")
        {
            yield break;
        }

        var isResource = kind is "ServiceEntry" or "VirtualService";
        var isTemplate = !isResource && kind != "Pod";
        var root = kind == "CronJob" ? "/spec/jobTemplate/spec/template" : isTemplate ? "/spec/template" : "";
        var metadata = root.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((JsonNode)@case.Object, (node, member) => node[member]!)["metadata"];
        foreach (var (key, expected) in Expected(@case, isResource, kind))
        {
            var actual = OracleCase.Text(metadata?["labels"]?[key]);
            if (expected is null || (actual is null && !isTemplate))
            {
                yield return root + "/metadata/labels";
            }
            else if (actual is not null && actual != expected)
            {
                yield return root + "/metadata/labels/" + key.Replace("/", "~1", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>What is asked for; a value of null comes from a namespace that does not have it.</summary>
    private static IEnumerable<(string Key, string? Value)> Expected(OracleCase @case, bool isResource, string kind)
    {
        var home = @case.NamespaceLabels;
        if (@case.Policy.Name == "owners")
        {
            return kind == "VirtualService" || home is null ? [] : [("example.com/owner", OracleCase.Text(home["owner"]))];
        }

        return isResource ? [("egressguard.io/gateway", "istio-egressgateway.istio-system")]
            : OracleCase.Text(home?["istio-injection"]) == "enabled"
                ? [("egressguard.io/egress", "gateway"), ("sidecar.istio.io/inject", "true")]
            : [("egressguard.io/egress", "gateway")];
    }

    private static JsonObject Object(Pick pick, JsonObject labels)
    {
        var kind = pick.One("Pod", "Pod", "Deployment", "CronJob", "ServiceEntry", "VirtualService");
        var metadata = new JsonObject { ["name"] = "web", ["namespace"] = pick.One("shop", "shop", "shop", "shop", "istio-system") };
        var containers = new JsonObject { ["containers"] = new JsonArray() };
        var template = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = containers };
        var (version, spec) = kind switch
        {
            "Pod" => ("v1", (JsonObject)containers.DeepClone()),
            "Deployment" => ("apps/v1", new JsonObject { ["template"] = template.DeepClone() }),
            "CronJob" => ("batch/v1", new JsonObject
            {
                ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template.DeepClone() } },
            }),
            _ => ("networking.istio.io/v1", new JsonObject { ["hosts"] = new JsonArray("api.example.com") }),
        };
        if (kind is not ("Deployment" or "CronJob"))
        {
            metadata["labels"] = labels.DeepClone();
        }

        return new JsonObject { ["apiVersion"] = version, ["kind"] = kind, ["metadata"] = metadata, ["spec"] = spec };
    }

    private static void Sometimes(Pick pick, JsonObject labels, string key, params ReadOnlySpan<string> values)
    {
        if (pick.Chance(85))
        {
            labels[key] = pick.One(values);
        }
    }
}
