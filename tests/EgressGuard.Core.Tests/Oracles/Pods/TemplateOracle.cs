using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>
/// An oracle that judges what a pod will be: it makes Pods and workloads, and finds the pod in them wherever it stands.
/// </summary>
internal abstract class TemplateOracle : RuleOracle
{
    public sealed override IEnumerable<string> Violations(OracleCase @case)
    {
        var root = RootOf(@case.Object);
        var pod = root.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((JsonNode)@case.Object, (node, member) => node[member]!);
        return Violations(new PlainPod(pod["metadata"] as JsonObject ?? [], (JsonObject)pod["spec"]!), @case).Select(place => root + place);
    }

    /// <summary>The violations as pointers from the pod.</summary>
    private protected abstract IEnumerable<string> Violations(PlainPod pod, OracleCase @case);

    /// <summary>A Pod, or as often a workload, with this pod in it. The workload's own metadata holds what is not to count.</summary>
    private protected static JsonObject Wrap(Pick pick, JsonObject metadata, JsonObject spec, string home = "shop")
    {
        spec["containers"] ??= new JsonArray(Container("web"));
        var kind = pick.One("Pod", "Pod", "Pod", "Pod", "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob");
        var own = new JsonObject { ["name"] = "web", ["namespace"] = home };
        if (kind == "Pod")
        {
            foreach (var (member, value) in metadata)
            {
                own[member] = value?.DeepClone();
            }

            return new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = own, ["spec"] = spec };
        }

        var template = new JsonObject { ["spec"] = spec };
        if (metadata.Count > 0 || pick.Chance(50))
        {
            template["metadata"] = metadata;
        }

        if (pick.Chance(20))
        {
            own["labels"] = metadata["labels"]?.DeepClone();
            own["annotations"] = metadata["annotations"]?.DeepClone();
        }

        return new JsonObject
        {
            ["apiVersion"] = kind is "Job" or "CronJob" ? "batch/v1" : "apps/v1",
            ["kind"] = kind,
            ["metadata"] = own,
            ["spec"] = kind == "CronJob"
                ? new JsonObject { ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } } }
                : new JsonObject { ["template"] = template },
        };
    }

    private protected static JsonObject Container(string name) => new() { ["name"] = name, ["image"] = "registry.example.com/web:1.0.0" };

    private protected static JsonObject Namespace(string name, JsonObject labels) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
    };

    /// <summary>A key in a pointer.</summary>
    private protected static string Key(string key) => key.Replace("/", "~1", StringComparison.Ordinal);

    private static string RootOf(JsonObject @object) => OracleCase.Text(@object["kind"]) switch
    {
        "Pod" or "Namespace" or "Service" => "",
        "CronJob" => "/spec/jobTemplate/spec/template",
        _ => "/spec/template",
    };
}

/// <summary>A pod as JSON.</summary>
internal sealed record PlainPod(JsonObject Metadata, JsonObject Spec)
{
    /// <summary>The label's value; null when there is none, "" for null as the API server stores it.</summary>
    public string? Label(string key) => Value(Metadata["labels"] as JsonObject, key);

    /// <summary>The annotation's value; null when there is none, "" for null.</summary>
    public string? Annotation(string key) => Value(Metadata["annotations"] as JsonObject, key);

    /// <summary>The containers with their pointers, list by list.</summary>
    public IEnumerable<(string List, string Place, JsonObject Container)> Containers() =>
        from list in new[] { "initContainers", "containers", "ephemeralContainers" }
        let containers = Spec[list] as JsonArray ?? []
        from index in Enumerable.Range(0, containers.Count)
        select (list, FormattableString.Invariant($"/spec/{list}/{index}"), (JsonObject)containers[index]!);

    private static string? Value(JsonObject? values, string key) =>
        values is not null && values.TryGetPropertyValue(key, out var value) ? OracleCase.Text(value) ?? "" : null;
}
