using System.Text.Json;
using System.Text.Json.Nodes;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>What is asked of the objects of an installation.</summary>
internal static class DeployedObjects
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Kind, namespace and name, which no two objects share.</summary>
    public static string Reference(this JsonObject item) => $"{item.Kind()} {item["metadata"]!["namespace"]}/{item.Name()}";

    public static string Kind(this JsonObject item) => item["kind"]!.GetValue<string>();

    public static string Name(this JsonObject item) => item["metadata"]!["name"]!.GetValue<string>();

    /// <summary>The only object of a kind.</summary>
    public static JsonObject The(this IEnumerable<JsonObject> objects, string kind) => Assert.Single(objects, item => item.Kind() == kind);

    /// <summary>The strings of a list; none where there is no list.</summary>
    public static IEnumerable<string> Texts(this JsonNode? list) => (list?.AsArray() ?? []).Select(item => item!.GetValue<string>());

    /// <summary>The objects of a list; none where there is no list.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? list) => (list?.AsArray() ?? []).Select(item => item!.AsObject());

    /// <summary>Fails unless both have the same objects, and shows the first that differs.</summary>
    public static void AssertSame(IEnumerable<JsonObject> expected, IEnumerable<JsonObject> actual)
    {
        var (left, right) = (ByReference(expected), ByReference(actual));
        Assert.Equal(string.Join('\n', left.Keys), string.Join('\n', right.Keys));
        Assert.All(left, entry => Assert.Equal(entry.Value, right[entry.Key]));
    }

    private static SortedDictionary<string, string> ByReference(IEnumerable<JsonObject> objects) =>
        new(objects.ToDictionary(item => item.Reference(), item => Sorted(item)!.ToJsonString(Indented)), StringComparer.Ordinal);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        null => null,
        _ => node.DeepClone(),
    };
}
