using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG421: labels of an entry in the namespace of an egress gateway that fit its selector.</summary>
internal sealed class WorkloadEntryJoinsGatewayOracle : RuleOracle
{
    public override string Rule => "EG421";

    public override OracleCase Generate(Pick pick)
    {
        var isGroup = pick.Chance(40);
        var spec = isGroup
            ? new JsonObject
            {
                ["metadata"] = pick.Chance(20) ? null : new JsonObject { ["labels"] = Labels(pick) },
                ["template"] = pick.Chance(20) ? null : new JsonObject { ["labels"] = Labels(pick) },
            }
            : new JsonObject { ["labels"] = Labels(pick) };
        var created = GatewayCases.Object(
            "networking.istio.io/v1",
            isGroup ? "WorkloadGroup" : "WorkloadEntry",
            pick.One("istio-system", "egress-a", "egress-b", "shop"),
            spec);
        created["metadata"]!["labels"] = Labels(pick);
        return new OracleCase(created) { Policy = GatewayCases.Policy(pick) };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var isGroup = (string)@case.Object["kind"]! == "WorkloadGroup";
        var spec = @case.Object["spec"];
        var merged = new SortedDictionary<string, (string Value, string Place)>(StringComparer.Ordinal);
        if (isGroup)
        {
            Merge(merged, spec!["template"]?["labels"], "/spec/template/labels/");
            Merge(merged, spec["metadata"]?["labels"], "/spec/metadata/labels/");
        }
        else
        {
            Merge(merged, spec!["labels"], "/spec/labels/");
            Merge(merged, @case.Object["metadata"]!["labels"], "/metadata/labels/");
        }

        foreach (var egress in @case.Policy.Mesh.EgressGateways)
        {
            if (egress.Namespace == GatewayCases.NamespaceOf(@case)
                && egress.Selector.All(label => merged.TryGetValue(label.Key, out var written) && written.Value == label.Value))
            {
                var first = egress.Selector.Keys.Order(StringComparer.Ordinal).First();
                yield return merged[first].Place + first;
            }
        }
    }

    private static JsonObject? Labels(Pick pick)
    {
        if (pick.Chance(15))
        {
            return null;
        }

        var labels = new JsonObject();
        pick.Maybe(labels, "istio", "egressgateway", "egress", "egress", "other");
        pick.Maybe(labels, "zone", "a", "a", "b");
        pick.Maybe(labels, "app", "egress-b", "egress-b");
        return labels;
    }

    private static void Merge(SortedDictionary<string, (string Value, string Place)> merged, JsonNode? labels, string place)
    {
        foreach (var (key, value) in labels as JsonObject ?? [])
        {
            merged[key] = (OracleCase.Text(value) ?? "", place);
        }
    }
}
