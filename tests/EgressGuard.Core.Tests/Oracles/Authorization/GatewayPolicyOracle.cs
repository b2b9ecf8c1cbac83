using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Authorization;

/// <summary>What the oracles about AuthorizationPolicies of the egress gateway have in common.</summary>
internal abstract class GatewayPolicyOracle : RuleOracle
{
    internal static readonly EgressPolicy TwoGateways = EgressPolicy.Default with
    {
        Name = "two gateways",
        Mesh = new MeshSettings
        {
            Revisions = ["default", "canary"],
            EgressGateways =
            [
                new EgressGatewaySettings { Namespace = "egress", Selector = Labels(("istio", "egressgateway"), ("zone", "a")) },
                new EgressGatewaySettings
                {
                    Service = "egress-istio",
                    Namespace = "egress-api",
                    Selector = Labels(("gateway.networking.k8s.io/gateway-name", "egress-by-label")),
                },
            ],
        },
    };

    public sealed override OracleCase Generate(Pick pick)
    {
        var metadata = new JsonObject { ["name"] = "egress", ["namespace"] = pick.One("istio-system", "istio-system", "egress", "egress-api", "shop") };
        if (pick.Chance(15))
        {
            metadata["labels"] = new JsonObject { ["istio.io/rev"] = pick.One("default", "canary", "ghost", "") };
        }

        if (pick.Chance(AnnotatedOutOfHundred))
        {
            metadata["annotations"] = new JsonObject
            {
                ["istio.io/dry-run"] = pick.One("1", "t", "T", "true", "TRUE", "True", "0", "false", "F", "", "yes", "tRUE", " true"),
            };
        }

        var item = new JsonObject { ["apiVersion"] = "security.istio.io/v1", ["kind"] = "AuthorizationPolicy", ["metadata"] = metadata };
        if (pick.Chance(95))
        {
            var spec = new JsonObject();
            AddScope(pick, spec);
            AddContent(pick, spec);
            item["spec"] = spec;
        }

        return Finish(pick, new OracleCase(item) { Policy = pick.Chance(50) ? TwoGateways : EgressPolicy.Default });
    }

    /// <summary>How many of a hundred policies say something about dry-run.</summary>
    protected virtual int AnnotatedOutOfHundred => 10;

    /// <summary>Writes what the rule looks at into the spec.</summary>
    protected abstract void AddContent(Pick pick, JsonObject spec);

    /// <summary>The circumstances of the case.</summary>
    protected virtual OracleCase Finish(Pick pick, OracleCase @case) => @case;

    /// <summary>Whether the policy holds for some egress gateway.</summary>
    internal static bool IsOnGateway(OracleCase @case)
    {
        var metadata = @case.Object["metadata"]!;
        var revision = OracleCase.Text(metadata["labels"]?["istio.io/rev"]);
        if (revision is not null && !@case.Policy.Mesh.Revisions.Contains(revision))
        {
            return false;
        }

        var home = (string)metadata["namespace"]!;
        var spec = @case.Object["spec"] as JsonObject ?? [];
        foreach (var gateway in @case.Policy.Mesh.EgressGateways)
        {
            var targets = TargetsOf(spec);
            var holds = targets.Count > 0
                ? home == gateway.Namespace && targets.Any(target => OracleCase.Text(target["namespace"]) is var place
                    && (place is null or "" || place == home) && IsNameOf(target, gateway))
                : (home == gateway.Namespace || home == "istio-system")
                    && Agree(spec["selector"]?["matchLabels"] as JsonObject ?? [], gateway);
            if (holds)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The list of targets, or the single one of old.</summary>
    protected static List<JsonObject> TargetsOf(JsonObject spec)
    {
        if (spec["targetRefs"] is JsonArray { Count: > 0 } list)
        {
            return [.. list.Select(target => (JsonObject)target!)];
        }

        return spec["targetRef"] is JsonObject single ? [single] : [];
    }

    /// <summary>Whether a target has the gateway's name.</summary>
    protected static bool IsNameOf(JsonObject target, EgressGatewaySettings gateway)
    {
        var (group, kind, name) = (OracleCase.Text(target["group"]) ?? "", OracleCase.Text(target["kind"]), OracleCase.Text(target["name"]));
        if (kind == "Service")
        {
            return group.Length == 0 && name == gateway.Service;
        }

        return kind == "Gateway"
            && group == "gateway.networking.k8s.io"
            && (name == gateway.Service || name + "-istio" == gateway.Service
                || (gateway.Service == "egress-istio" && name == "egress-by-label"));
    }

    private static bool Agree(JsonObject selector, EgressGatewaySettings gateway)
    {
        var known = selector.Where(label => gateway.Selector.ContainsKey(label.Key)).ToList();
        return selector.Count == 0
            || ((known.Count > 0 || (OracleCase.Text(selector["app"]) == gateway.Service && !gateway.Selector.ContainsKey("app"))) && known.All(label => (OracleCase.Text(label.Value) ?? "") == gateway.Selector[label.Key]));
    }

    private static void AddScope(Pick pick, JsonObject spec)
    {
        if (pick.Chance(70))
        {
            var labels = new JsonObject();
            pick.Maybe(labels, "istio", "egressgateway", "egressgateway", "egressgateway", "ingressgateway");
            if (pick.Chance(40))
            {
                labels["zone"] = pick.One("a", "b");
            }

            if (pick.Chance(20))
            {
                labels["gateway.networking.k8s.io/gateway-name"] = "egress-by-label";
            }

            if (pick.Chance(20))
            {
                labels["app"] = "istio-egressgateway";
            }

            spec["selector"] = new JsonObject { ["matchLabels"] = labels };
        }

        if (pick.Chance(20))
        {
            spec["targetRefs"] = new JsonArray([.. Enumerable.Range(0, pick.Number(0, 2)).Select(_ => Target(pick))]);
        }

        if (pick.Chance(10))
        {
            spec["targetRef"] = Target(pick);
        }
    }

    private static JsonObject Target(Pick pick)
    {
        var target = new JsonObject
        {
            ["kind"] = pick.One("Gateway", "Gateway", "Service", "ServiceEntry"),
            ["name"] = pick.One("egress", "egress-istio", "egress-by-label", "istio-egressgateway", "waypoint"),
        };
        pick.Maybe(target, "group", "gateway.networking.k8s.io", "gateway.networking.k8s.io", "networking.istio.io", "");
        if (pick.Chance(50))
        {
            target["namespace"] = pick.One("", "egress", "egress-api", "istio-system", "shop");
        }

        return target;
    }

    private static ImmutableSortedDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, labels.Select(label => KeyValuePair.Create(label.Key, label.Value)));
}
