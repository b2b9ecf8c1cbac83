using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class ProtectedNetworkPolicyOracle : RuleOracle
{
    private static readonly EgressPolicy TwoLabels = EgressPolicy.Default with
    {
        Name = "two labels",
        NetworkPolicies = new NetworkPolicySettings
        {
            ProtectedLabels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
                .Add("egressguard.io/protected", "true").Add("team", "platform"),
        },
    };

    public override string Rule => "EG509";

    public override OracleCase Generate(Pick pick)
    {
        var home = pick.One("shop", "shop", "payments", "kube-system");
        var isRemoval = pick.Chance(40);
        var mesh = new List<JsonObject>();
        if (pick.Chance(50))
        {
            var metadata = new JsonObject { ["name"] = home };
            pick.Maybe(metadata, "deletionTimestamp", "2026-01-01T00:00:00Z");
            mesh.Add(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = metadata });
        }

        return new OracleCase(Make(pick, home))
        {
            IsRemoval = isRemoval,
            OldObject = !isRemoval && pick.Chance(70) ? Make(pick, home) : null,
            Mesh = mesh,
            Policy = pick.Chance(50) ? TwoLabels : EgressPolicy.Default,
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var home = (string)@case.Object["metadata"]!["namespace"]!;
        var isTerminating = @case.Mesh.Any(item => item["metadata"]!["deletionTimestamp"] is not null);
        var former = @case.IsRemoval ? @case.Object : @case.OldObject;
        if (home == "kube-system" || former is null || (@case.IsRemoval && isTerminating))
        {
            yield break;
        }

        if (@case.Policy.NetworkPolicies.ProtectedLabels.All(label => OracleCase.Text(former["metadata"]!["labels"]?[label.Key]) == label.Value))
        {
            var now = @case.Object["metadata"]!["labels"] as JsonObject ?? [];
            yield return now.ContainsKey("egressguard.io/protected") ? "/metadata/labels/egressguard.io~1protected"
                : now.Count > 0 ? "/metadata/labels"
                : "/metadata";
        }
    }

    private static JsonObject Make(Pick pick, string home)
    {
        var labels = new JsonObject();
        if (pick.Chance(80))
        {
            labels["egressguard.io/protected"] = pick.One("true", "true", "true", "false", "");
        }

        pick.Maybe(labels, "team", "platform", "platform", "shop");
        var metadata = new JsonObject { ["name"] = "closed", ["namespace"] = home };
        if (labels.Count > 0 || pick.Chance(50))
        {
            metadata["labels"] = labels;
        }

        return new JsonObject
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "NetworkPolicy",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["podSelector"] = new JsonObject(), ["policyTypes"] = new JsonArray("Egress") },
        };
    }
}
