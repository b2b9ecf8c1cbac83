using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG415: what only controllers of Istio may write.</summary>
internal sealed class ReservedMetadataOracle : RuleOracle
{
    public override string Rule => "EG415";

    private static readonly string[] Keys =
    [
        "internal.istio.io/parents", "internal.istio.io/", "internal.istio.io", "x.internal.istio.io/parents", "gateway.istio.io/managed",
        "gateway.networking.k8s.io/gateway-name", "gateway.networking.k8s.io/gateway-class-name", "istio.io/connectedAt",
        "istio.io/workloadController", "istio.io/rev", "app",
    ];

    public override OracleCase Generate(Pick pick)
    {
        var (apiVersion, kind) = pick.One(
            ("v1", "Namespace"), ("v1", "Pod"), ("v1", "Service"), ("batch/v1", "CronJob"),
            ("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "DaemonSet"),
            ("networking.istio.io/v1", "ServiceEntry"), ("networking.istio.io/v1", "Gateway"),
            ("networking.istio.io/v1", "WorkloadEntry"), ("networking.istio.io/v1", "WorkloadGroup"));
        var template = new JsonObject { ["metadata"] = Marks(pick), ["spec"] = new JsonObject() };
        var spec = kind switch
        {
            "CronJob" => new JsonObject { ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } } },
            "Deployment" or "ReplicaSet" or "DaemonSet" => new JsonObject { ["template"] = template },
            "WorkloadEntry" => new JsonObject { ["labels"] = Mark(pick) },
            "WorkloadGroup" => new JsonObject { ["metadata"] = Marks(pick), ["template"] = new JsonObject { ["labels"] = Mark(pick) } },
            _ => new JsonObject(),
        };
        var created = GatewayCases.Object(apiVersion, kind, GatewayCases.Namespace(pick), spec);
        foreach (var (key, value) in Marks(pick).ToList())
        {
            created["metadata"]![key] = value?.DeepClone();
        }

        return new OracleCase(created) { Policy = GatewayCases.Policy(pick) };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (GatewayCases.IsPlatform(@case))
        {
            return [];
        }

        var kind = (string)@case.Object["kind"]!;
        var mayManage = kind is "Pod" or "ReplicaSet"
            || (kind is "Deployment" or "Service" && @case.Policy.Gateways.AllowedNamespaces.Contains(GatewayCases.NamespaceOf(@case)));
        var found = In(@case.Object, "", mayManage);
        var spec = @case.Object["spec"];
        return kind switch
        {
            "Deployment" or "ReplicaSet" or "DaemonSet" => [.. found, .. In(spec!["template"], "/spec/template", true)],
            "CronJob" => [.. found, .. In(spec!["jobTemplate"]!["spec"]!["template"], "/spec/jobTemplate/spec/template", true)],
            "WorkloadEntry" => [.. found, .. Labels(spec!["labels"], "/spec/labels/", false)],
            "WorkloadGroup" =>
                [.. found, .. In(spec, "/spec", false), .. Labels(spec!["template"]!["labels"], "/spec/template/labels/", false)],
            _ => found,
        };
    }

    private static JsonObject Marks(Pick pick) => new() { ["labels"] = Mark(pick), ["annotations"] = Mark(pick) };

    private static JsonObject? Mark(Pick pick)
    {
        if (pick.Chance(40))
        {
            return null;
        }

        var marks = new JsonObject();
        foreach (var key in pick.Some<string>(2, Keys))
        {
            marks[key] = pick.One("x", null);
        }

        return marks;
    }

    private static List<string> In(JsonNode? holder, string root, bool mayManage)
    {
        var found = Labels(holder!["metadata"]?["labels"], root + "/metadata/labels/", mayManage);
        foreach (var key in KeysOf(holder["metadata"]?["annotations"]))
        {
            if (IsInternal(key) || key == "istio.io/connectedAt" || key == "istio.io/workloadController")
            {
                found.Add(root + "/metadata/annotations/" + key.Replace("/", "~1", StringComparison.Ordinal));
            }
        }

        return found;
    }

    private static List<string> Labels(JsonNode? labels, string pointer, bool mayManage) =>
    [
        .. KeysOf(labels)
            .Where(key => IsInternal(key) || (!mayManage && key is "gateway.istio.io/managed" or "gateway.networking.k8s.io/gateway-name"))
            .Select(key => pointer + key.Replace("/", "~1", StringComparison.Ordinal)),
    ];

    private static bool IsInternal(string key) => key.StartsWith("internal.istio.io/", StringComparison.Ordinal);

    private static List<string> KeysOf(JsonNode? holder) => holder is JsonObject marks ? [.. marks.Select(mark => mark.Key)] : [];
}
