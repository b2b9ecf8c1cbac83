using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>
/// JSON as the API server reads it, written from what Go's encoding/json documents and not from ours: of a member that occurs twice the
/// last one counts, bytes that are no UTF-8 and halves of surrogate pairs become U+FFFD, names are told apart by case.
/// </summary>
internal static class GoReading
{
    /// <summary>Deeper is not followed here: a tree of that depth cannot be walked.</summary>
    private const int Deepest = 500;

    /// <summary>What is read; null when it is refused, or too deep for this.</summary>
    public static JsonObject? Of(byte[] json)
    {
        var reader = new Utf8JsonReader(Repaired(json), new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            reader.Read();
            var value = Value(ref reader);
            reader.Read(); // throws when something follows
            return value as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether all text in it is Unicode, so that nothing had to be put in its place.</summary>
    public static bool IsAllUnicode(byte[] json) => Repaired(json).AsSpan().SequenceEqual(json);

    private static JsonNode? Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var json = new JsonObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    json[name] = Value(ref reader);
                }

                return json;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(Value(ref reader));
                }

                return list;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.Null:
                return null;
            default:
                return JsonNode.Parse(reader.ValueSpan);
        }
    }

    private static byte[] Repaired(byte[] json)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(json));
        for (var i = 0; i < text.Length - 1; i++)
        {
            if (text[i] != '\\')
            {
                continue;
            }

            if (IsSurrogate(text, i, "89ab") && IsSurrogate(text, i + 6, "cdef"))
            {
                i += 11;
            }
            else if (IsSurrogate(text, i, "89abcdef"))
            {
                text[i + 2] = text[i + 3] = 'f';
                text[i + 4] = 'f';
                text[i + 5] = 'd';
                i += 5;
            }
            else
            {
                i++; // whatever is escaped is no start of an escape
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool IsSurrogate(StringBuilder text, int at, string third) =>
        at + 5 < text.Length && text[at] == '\\' && text[at + 1] == 'u' && text[at + 2] is 'd' or 'D'
        && third.Contains(char.ToLowerInvariant(text[at + 3]), StringComparison.Ordinal)
        && char.IsAsciiHexDigit(text[at + 4]) && char.IsAsciiHexDigit(text[at + 5]);
}
