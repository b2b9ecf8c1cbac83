using System.Globalization;
using System.Text.Json.Nodes;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>
/// As much of kustomize as deploy/ uses, for machines without kubectl: resources, components, images, and patches of RFC 6902.
/// Anything else fails. Where there is a kubectl, a test holds this against it.
/// </summary>
internal static class Kustomization
{
    private static readonly string[] Known = ["apiVersion", "kind", "resources", "components", "images", "patches"];

    /// <summary>The objects of an overlay.</summary>
    public static IReadOnlyList<JsonObject> Overlay(string name) => Render(DeployFiles.PathOf("overlays", name));

    /// <summary>The objects of a directory with a kustomization.yaml.</summary>
    public static IReadOnlyList<JsonObject> Render(string directory)
    {
        var objects = new List<JsonObject>();
        Apply(directory, objects);
        return objects;
    }

    private static void Apply(string directory, List<JsonObject> objects)
    {
        var file = DeployFiles.Mapping(Path.Combine(directory, "kustomization.yaml"));
        Assert.Empty(file.Select(member => member.Key).Except(Known));
        foreach (var path in file["resources"].Texts().Select(resource => Path.GetFullPath(Path.Combine(directory, resource))))
        {
            objects.AddRange(Directory.Exists(path) ? Render(path) : DeployFiles.Objects(File.ReadAllText(path), path));
        }

        foreach (var component in file["components"].Texts())
        {
            Apply(Path.GetFullPath(Path.Combine(directory, component)), objects);
        }

        foreach (var patch in file["patches"].Items())
        {
            var (kind, name) = (patch["target"]!["kind"]!.GetValue<string>(), patch["target"]!["name"]!.GetValue<string>());
            Patch(Assert.Single(objects, item => item.Kind() == kind && item.Name() == name), patch["patch"]!.GetValue<string>());
        }

        foreach (var image in file["images"].Items())
        {
            Rename(objects, image);
        }
    }

    private static void Patch(JsonObject item, string patch)
    {
        foreach (var operation in DeployFiles.List(patch).Items())
        {
            Assert.Equal("add", operation["op"]!.GetValue<string>());
            var steps = operation["path"]!.GetValue<string>().Split('/')[1..];
            var parent = steps[..^1].Aggregate((JsonNode)item, (node, step) => node is JsonArray list
                ? list[int.Parse(step, CultureInfo.InvariantCulture)]!
                : node[step] ?? throw new InvalidOperationException($"{item.Reference()} has no {step} for {operation["path"]}."));
            var value = operation["value"]!.DeepClone();
            if (parent is JsonArray items)
            {
                Assert.Equal("-", steps[^1]);
                items.Add(value);
            }
            else
            {
                parent[steps[^1]] = value;
            }
        }
    }

    private static void Rename(IEnumerable<JsonObject> objects, JsonObject image)
    {
        var containers = objects.Where(item => item.Kind() == "Deployment")
            .SelectMany(item => item["spec"]!["template"]!["spec"]!["containers"].Items())
            .Where(container => JsonNode.DeepEquals(container["image"], image["name"]));
        foreach (var container in containers)
        {
            container["image"] = $"{image["newName"]}:{image["newTag"]}";
        }
    }
}
