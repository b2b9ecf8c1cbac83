using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>What lies below deploy/, where it stands in the repository.</summary>
internal static class DeployFiles
{
    /// <summary>The chart's directory.</summary>
    public static string Chart => PathOf("helm", "egressguard");

    /// <summary>The names of the overlays.</summary>
    public static IEnumerable<string> Overlays =>
        Directory.EnumerateDirectories(PathOf("overlays")).Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal);

    /// <summary>A file or directory.</summary>
    public static string PathOf(params string[] parts) => Repository.PathOf(["deploy", .. parts]);

    /// <summary>The objects of a manifest.</summary>
    public static IReadOnlyList<JsonObject> Objects(string yaml, string source) =>
    [
        .. ManifestReader.Read(Encoding.UTF8.GetBytes(yaml), source)
            .Select(manifest => JsonNode.Parse(manifest.Json.Span)!.AsObject()),
    ];

    /// <summary>A file that holds one mapping.</summary>
    public static JsonObject Mapping(string path) => Assert.Single(Objects(File.ReadAllText(path), path));

    /// <summary>A list written in YAML.</summary>
    public static JsonArray List(string yaml)
    {
        // The reader takes manifests, which are mappings.
        return Assert.Single(Objects($"list:\n{yaml}", "a list"))["list"]!.AsArray();
    }
}
