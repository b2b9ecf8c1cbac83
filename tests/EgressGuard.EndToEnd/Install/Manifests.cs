using System.Text.Json.Nodes;
using EgressGuard.Yaml;

namespace EgressGuard.EndToEnd.Install;

/// <summary>The manifests of deploy/, as kubectl would send them.</summary>
internal static class Manifests
{
    /// <summary>The objects of the files of a folder below deploy/.</summary>
    public static IReadOnlyList<JsonObject> Read(string pattern, string folder = "") =>
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "deploy", folder), pattern)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => ManifestReader.Read(File.ReadAllBytes(file), file).ToList())
            .Select(manifest => JsonNode.Parse(manifest.Json.Span)!.AsObject()),
    ];
}
