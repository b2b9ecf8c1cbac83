using System.Text.Json.Nodes;
using EgressGuard.Webhook.Tests.Deploy.Templates;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>The Helm chart, rendered without Helm. Where there is a Helm, a test holds this against it.</summary>
internal static class Chart
{
    public const string Namespace = "egressguard-system";

    /// <summary>The objects for values that differ from the defaults as these say, such as <c>replicas: 3</c>.</summary>
    public static IReadOnlyList<JsonObject> Render(string values = "", string @namespace = Namespace) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(DeployFiles.Chart, "crds"), "*.yaml")
            .SelectMany(path => DeployFiles.Objects(File.ReadAllText(path), path)),
        .. Directory.EnumerateFiles(Path.Combine(DeployFiles.Chart, "templates"), "*.yaml")
            .Order(StringComparer.Ordinal)
            .SelectMany(path => DeployFiles.Objects(RenderFile(Path.GetFileName(path), values, @namespace), path)),
    ];

    /// <summary>The text of one template.</summary>
    public static string RenderFile(string name, string values = "", string @namespace = Namespace)
    {
        var templates = new GoTemplate();
        templates.Define(Text("templates", "_helpers.tpl"));
        return templates.Render(Text("templates", name), Context(values, @namespace));
    }

    private static JsonObject Context(string values, string @namespace)
    {
        var merged = DeployFiles.Mapping(Path.Combine(DeployFiles.Chart, "values.yaml"));
        if (values.Length > 0)
        {
            Merge(merged, Assert.Single(DeployFiles.Objects(values, "values")));
        }

        return new JsonObject
        {
            ["Values"] = merged,
            ["Release"] = new JsonObject { ["Namespace"] = @namespace },
            ["Chart"] = new JsonObject
            {
                ["AppVersion"] = DeployFiles.Mapping(Path.Combine(DeployFiles.Chart, "Chart.yaml"))["appVersion"]!.DeepClone(),
            },
        };
    }

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            Assert.True(target.ContainsKey(name), $"values.yaml has no {name}.");
            if (value is JsonObject inner && target[name] is JsonObject { Count: > 0 } outer)
            {
                Merge(outer, inner);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }

    private static string Text(params string[] parts) => File.ReadAllText(Path.Combine([DeployFiles.Chart, .. parts]));
}
