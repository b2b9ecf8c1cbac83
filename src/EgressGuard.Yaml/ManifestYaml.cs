using System.Text;
using System.Text.Json;

namespace EgressGuard.Yaml;

/// <summary>
/// Writes JSON objects as block YAML that kubectl reads back as the same JSON, in the layout that kubectl itself prints: two spaces a
/// level, list items at the level of their key. What another reader would take for something else than text is in quotes.
/// </summary>
public static class ManifestYaml
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 10_000 };

    /// <summary>An object as a YAML document without <c>---</c>, ending with a line feed.</summary>
    /// <param name="utf8Json">The object, as <see cref="Manifest.Json"/> has it.</param>
    public static string Write(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = JsonDocument.Parse(utf8Json, Options);
        var yaml = new StringBuilder();
        WriteValue(yaml, document.RootElement, 0, isInline: true);
        return yaml.ToString();
    }

    /// <summary>A string as YAML on one line.</summary>
    public static string Scalar(string text) => YamlScalar.Write(text);

    /// <summary>Writes a value and the line feed after it.</summary>
    /// <param name="yaml">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="level">The indentation of what is below the value, in spaces.</param>
    /// <param name="isInline">Whether the first entry stands on the line that has begun: in a list, and at the start.</param>
    private static void WriteValue(StringBuilder yaml, JsonElement value, int level, bool isInline)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                foreach (var member in value.EnumerateObject())
                {
                    Begin(yaml, level, ref isInline);
                    WriteMember(yaml, member, level);
                }

                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                foreach (var item in value.EnumerateArray())
                {
                    Begin(yaml, level, ref isInline);
                    yaml.Append("- ");
                    WriteValue(yaml, item, level + 2, isInline: true);
                }

                break;
            default:
                yaml.Append(Leaf(value, level)).Append('\n');
                break;
        }
    }

    private static void WriteMember(StringBuilder yaml, JsonProperty member, int level)
    {
        yaml.Append(YamlScalar.WriteKey(member.Name, level)).Append(':');
        switch (member.Value.ValueKind)
        {
            case JsonValueKind.Object when member.Value.EnumerateObject().Any():
                yaml.Append('\n');
                WriteValue(yaml, member.Value, level + 2, isInline: false);
                break;
            case JsonValueKind.Array when member.Value.GetArrayLength() > 0:
                yaml.Append('\n');
                WriteValue(yaml, member.Value, level, isInline: false);
                break;
            default:
                yaml.Append(' ');
                WriteValue(yaml, member.Value, level + 2, isInline: true);
                break;
        }
    }

    private static void Begin(StringBuilder yaml, int level, ref bool isInline)
    {
        if (!isInline)
        {
            yaml.Append(' ', level);
        }

        isInline = false;
    }

    private static string Leaf(JsonElement value, int level) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => YamlScalar.WriteBlock(value.GetString()!, level),
        _ => value.GetRawText(),
    };
}
