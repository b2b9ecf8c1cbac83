using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Yaml;

namespace EgressGuard.EndToEnd.Install;

/// <summary>Manifests as kubectl would send them.</summary>
internal static class Manifests
{
    /// <summary>The root of the manifests that come with the guard.</summary>
    public static string Deploy => Path.Combine(AppContext.BaseDirectory, "deploy");

    /// <summary>The webhook configurations of deploy/base.</summary>
    public static IReadOnlyList<JsonObject> WebhookConfigurations => Read("base", "*-webhook.yaml");

    /// <summary>The guard's own definitions.</summary>
    public static IReadOnlyList<JsonObject> Definitions => Read("crds", "egress*.yaml");

    /// <summary>The objects of a folder below deploy/, file by file.</summary>
    public static IReadOnlyList<JsonObject> Read(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Deploy, folder), pattern)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Parse(File.ReadAllBytes(file), file)),
    ];

    /// <summary>The one object of a text.</summary>
    public static JsonObject Parse(string yaml) => Parse(Encoding.UTF8.GetBytes(yaml), "the test").Single();

    private static IEnumerable<JsonObject> Parse(byte[] utf8, string source) =>
        ManifestReader.Read(utf8, source).ToList().Select(manifest => JsonNode.Parse(manifest.Json.Span)!.AsObject());
}
