using System.Text.Json.Nodes;

namespace EgressGuard.EndToEnd.Client;

/// <summary>What a server did not store of what it was sent. What it added is its own affair.</summary>
internal static class JsonLoss
{
    /// <summary>The places of what is missing or different, as JSON pointers.</summary>
    public static IEnumerable<string> Between(JsonNode? sent, JsonNode? stored, string place = "") => (sent, stored) switch
    {
        // A server may leave empty values out.
        (JsonObject { Count: 0 } or JsonArray { Count: 0 } or null, null) => [],
        (JsonObject one, JsonObject other) => one.SelectMany(member => Between(member.Value, other[member.Key], $"{place}/{member.Key}")),
        (JsonArray one, JsonArray other) when one.Count == other.Count =>
            one.SelectMany((item, i) => Between(item, other[i], $"{place}/{i}")),
        _ when JsonNode.DeepEquals(sent, stored) => [],
        _ => [$"{place}: sent {sent?.ToJsonString()}, stored {stored?.ToJsonString() ?? "nothing"}"],
    };
}
