using System.Text.Json;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// Reads the text of a <c>proxy.istio.io/config</c>: JSON, or YAML so plain that every reader of YAML reads the same. Whatever else
/// there is in YAML is not guessed at: two readers that disagree would let through what Istio then obeys.
/// </summary>
internal static class ProxyConfigText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>The settings in their order; null when they cannot be read with certainty.</summary>
    public static IReadOnlyList<ProxyConfigEntry>? Read(string text) =>
        text.AsSpan().TrimStart().StartsWith('{') ? ReadJson(text) : PlainYaml.Read(text);

    private static List<ProxyConfigEntry>? ReadJson(string text) => ReadMembers(text, static member => new ProxyConfigEntry(
        member.Name,
        Scalar(member.Value),
        member.Value.ValueKind == JsonValueKind.Object ? [.. member.Value.EnumerateObject().Select(Member)] : []));

    /// <summary>The members of a JSON object and their single values; null when the text is none.</summary>
    public static List<KeyValuePair<string, string?>>? ReadMembers(string text) => ReadMembers(text, Member);

    private static List<T>? ReadMembers<T>(string text, Func<JsonProperty, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Strict);
            return json.RootElement.ValueKind == JsonValueKind.Object ? [.. json.RootElement.EnumerateObject().Select(read)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with an unpaired surrogate escape.
            return null;
        }
    }

    private static KeyValuePair<string, string?> Member(JsonProperty member) => new(member.Name, Scalar(member.Value));

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
