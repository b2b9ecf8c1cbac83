using System.Text;

namespace EgressGuard.Yaml.Tests;

/// <summary>Short ways to read a text in a test.</summary>
internal static class Manifests
{
    public static List<Manifest> Read(string text, ManifestLimits? limits = null) => Read(Encoding.UTF8.GetBytes(text), limits);

    public static List<Manifest> Read(byte[] bytes, ManifestLimits? limits = null) => [.. ManifestReader.Read(bytes, "f.yaml", limits)];

    public static Manifest Single(string text, ManifestLimits? limits = null) => Assert.Single(Read(text, limits));

    public static string Json(this Manifest manifest) => Encoding.UTF8.GetString(manifest.Json.Span);

    /// <summary>The JSON of each object, kind first: <c>{"kind":"A",…}</c>.</summary>
    public static string[] Jsons(string text) => [.. Read(text).Select(Json)];

    /// <summary>The JSON of a value written as <c>v: …</c>.</summary>
    public static string Value(string yaml)
    {
        var json = Single($"kind: A\nv: {yaml}\n").Json();
        const string Before = """{"kind":"A","v":""";
        Assert.StartsWith(Before, json, StringComparison.Ordinal);
        return json[Before.Length..^1];
    }

    public static string Message(string text, ManifestLimits? limits = null) =>
        Assert.Throws<ManifestException>(() => Read(text, limits)).Message;

    public static string[] Issues(this Manifest manifest) => [.. manifest.Issues.Select(i => $"{i.Line}:{i.Column} {i.Kind} {i.Pointer}")];
}
