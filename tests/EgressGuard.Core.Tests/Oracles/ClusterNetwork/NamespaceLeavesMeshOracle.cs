using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class NamespaceLeavesMeshOracle : RuleOracle
{
    private static readonly EgressPolicy[] Policies =
    [
        EgressPolicy.Default,
        EgressPolicy.Default with
        {
            Name = "ambient and revisions",
            Mesh = new MeshSettings { DataplaneModes = [DataplaneMode.Sidecar, DataplaneMode.Ambient], Revisions = ["default", "canary"] },
        },
        EgressPolicy.Default with
        {
            Name = "outside and discovery",
            Namespaces = new NamespaceSettings
            {
                OutsideMesh = ["legacy-*"],
                DiscoveryLabels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("discovery", "on").Add("tier", "mesh"),
            },
        },
    ];

    public override string Rule => "EG501";

    public override OracleCase Generate(Pick pick)
    {
        var name = pick.One("shop", "shop", "shop", "legacy-billing", "kube-public", "istio-system");
        return new OracleCase(Make(pick, name))
        {
            OldObject = pick.Chance(60) ? Make(pick, name) : null,
            Policy = pick.One(Policies),
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var name = (string)@case.Object["metadata"]!["name"]!;
        if (name is "kube-public" or "istio-system" || (name == "legacy-billing" && @case.Policy.Name == "outside and discovery"))
        {
            yield break;
        }

        var now = Labels(@case.Object);
        var (injection, revision, mode) = (Value(now, "istio-injection"), Value(now, "istio.io/rev"), Value(now, "istio.io/dataplane-mode"));
        var ambientIsHere = @case.Policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient);
        var captured = mode == "ambient" && ambientIsHere;
        if (!captured && injection is not (null or "enabled"))
        {
            yield return "/metadata/labels/istio-injection";
        }

        if (!captured && injection is null && revision is not null && !@case.Policy.Mesh.Revisions.Contains(revision))
        {
            yield return "/metadata/labels/istio.io~1rev";
        }

        if (mode == "ambient" && !ambientIsHere)
        {
            yield return "/metadata/labels/istio.io~1dataplane-mode";
        }

        var before = @case.OldObject is { } old ? Labels(old) : null;
        foreach (var (key, value) in @case.Policy.Namespaces.DiscoveryLabels)
        {
            if (Value(now, key) != value && (before is null || Value(before, key) == value))
            {
                yield return Place(now, key);
            }
        }

        if (before is null || WaysIn(now, @case.Policy).Count > 0)
        {
            yield break;
        }

        foreach (var way in WaysIn(before, @case.Policy))
        {
            if (way == "istio.io/dataplane-mode" || Value(now, way) is null)
            {
                yield return Place(now, way);
            }
        }
    }

    private static List<string> WaysIn(JsonObject labels, EgressPolicy policy)
    {
        var ways = new List<string>();
        var injection = Value(labels, "istio-injection");
        if (injection == "enabled")
        {
            ways.Add("istio-injection");
        }

        if (injection is null && policy.Mesh.Revisions.Any(revision => revision == Value(labels, "istio.io/rev")))
        {
            ways.Add("istio.io/rev");
        }

        if (Value(labels, "istio.io/dataplane-mode") == "ambient" && policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient))
        {
            ways.Add("istio.io/dataplane-mode");
        }

        return ways;
    }

    private static JsonObject Make(Pick pick, string name)
    {
        var labels = new JsonObject();
        if (pick.Chance(50))
        {
            labels["istio-injection"] = pick.One("enabled", "enabled", "enabled", "disabled", "Enabled", "true", "", null);
        }

        if (pick.Chance(30))
        {
            labels["istio.io/rev"] = pick.One("default", "canary", "ghost", "");
        }

        if (pick.Chance(30))
        {
            labels["istio.io/dataplane-mode"] = pick.One("ambient", "none", "Ambient");
        }

        if (pick.Chance(50))
        {
            labels["discovery"] = pick.One("on", "on", "off");
        }

        if (pick.Chance(70))
        {
            labels["tier"] = pick.One("mesh", "mesh", "mesh", "");
        }

        var metadata = new JsonObject { ["name"] = name };
        if (labels.Count > 0 || pick.Chance(50))
        {
            metadata["labels"] = labels;
        }

        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = metadata };
    }

    private static JsonObject Labels(JsonObject item) => item["metadata"]!["labels"] as JsonObject ?? [];

    private static string? Value(JsonObject labels, string key) => labels.ContainsKey(key) ? (string?)labels[key] ?? "" : null;

    private static string Place(JsonObject labels, string key) =>
        labels.ContainsKey(key) ? "/metadata/labels/" + key.Replace("/", "~1", StringComparison.Ordinal)
        : labels.Count > 0 ? "/metadata/labels"
        : "/metadata";
}
