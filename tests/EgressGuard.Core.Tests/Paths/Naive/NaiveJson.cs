using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>Reads plain JSON: what is absent is null or empty.</summary>
internal static class NaiveJson
{
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public static List<string> Strings(JsonNode? node) => node is JsonArray list ? [.. list.Select(Text).OfType<string>()] : [];

    public static List<JsonObject> Items(JsonNode? node) => node is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

    public static Dictionary<string, string> Map(JsonNode? node) =>
        node is JsonObject map ? map.ToDictionary(entry => entry.Key, entry => Text(entry.Value) ?? "", StringComparer.Ordinal) : [];

    public static string Kind(JsonObject item) => Text(item["kind"])!;

    public static string Name(JsonObject item) => Text(item["metadata"]!["name"])!;

    public static string Namespace(JsonObject item) => Text(item["metadata"]!["namespace"]) ?? "";

    public static Dictionary<string, string> LabelsOf(JsonObject item) => Map(item["metadata"]!["labels"]);

    public static JsonNode Spec(JsonObject item) => item["spec"] ?? new JsonObject();

    /// <summary>Whether every entry of the condition is among the labels.</summary>
    public static bool Holds(IReadOnlyDictionary<string, string> condition, IReadOnlyDictionary<string, string> labels) =>
        condition.All(entry => labels.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
