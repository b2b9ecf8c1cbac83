using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>JSON with every character of every text as an escape, as no sensible client writes it and every reader must understand it.</summary>
internal static class EscapedText
{
    public static string Of(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members => "{" + string.Join(',', members.Select(member => $"{Quoted(member.Key)}:{Of(member.Value)}")) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(Of)) + "]",
        JsonValue value when value.TryGetValue<string>(out var text) => Quoted(text),
        _ => node.ToJsonString(),
    };

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text)
        {
            quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return quoted.Append('"').ToString();
    }
}
