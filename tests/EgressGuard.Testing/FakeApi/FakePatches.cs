using System.Globalization;
using System.Text.Json.Nodes;

namespace EgressGuard.Testing.FakeApi;

/// <summary>Patches: as much of the standards as clients of Kubernetes use.</summary>
internal static class FakePatches
{
    /// <summary>RFC 7386. Applied configuration is laid over an object in the same way: good enough where one owner writes.</summary>
    public static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    var below = target[name] as JsonObject ?? [];
                    target.Remove(name);
                    target[name] = Merge(below, inner);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }

        return target;
    }

    /// <summary>RFC 6902: add, replace, remove and test.</summary>
    public static JsonObject Json(JsonObject target, JsonArray operations)
    {
        foreach (var operation in operations)
        {
            var path = ((string)operation!["path"]!).Split('/')[1..].Select(Unescape).ToArray();
            var parent = path[..^1].Aggregate((JsonNode?)target, Child) ?? throw Failed($"no such parent: {operation["path"]}");
            Apply(parent, path[^1], (string)operation["op"]!, operation["value"]?.DeepClone());
        }

        return target;
    }

    private static void Apply(JsonNode parent, string key, string op, JsonNode? value)
    {
        if (op is not "add" && !(parent is JsonArray && key == "-") && !Has(parent, key))
        {
            throw Failed($"no such value: {key}");
        }

        switch (op, parent)
        {
            case ("test", _):
                if (!JsonNode.DeepEquals(Child(parent, key), value))
                {
                    throw Failed($"testing value {key} failed");
                }

                break;
            case ("add" or "replace", JsonObject json):
                json[key] = value;
                break;
            case ("add", JsonArray array):
                array.Insert(key == "-" ? array.Count : Index(key), value);
                break;
            case ("replace", JsonArray array):
                array[Index(key)] = value;
                break;
            case ("remove", JsonObject json):
                json.Remove(key);
                break;
            case ("remove", JsonArray array):
                array.RemoveAt(Index(key));
                break;
            default:
                throw Failed($"unexpected operation: {op}");
        }
    }

    private static bool Has(JsonNode parent, string key) =>
        parent is JsonObject json ? json.ContainsKey(key) : parent is JsonArray array && Index(key) < array.Count;

    private static JsonNode? Child(JsonNode? node, string key) => node switch
    {
        JsonObject json => json[key],
        JsonArray array => array[Index(key)],
        _ => null,
    };

    private static int Index(string key) => int.Parse(key, CultureInfo.InvariantCulture);

    private static string Unescape(string part) =>
        part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static FakeStatusException Failed(string problem) =>
        new(new FakeStatus(422, "Invalid", $"the server rejected our request due to an error in our request: {problem}"));
}
