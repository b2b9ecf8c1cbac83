using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>
/// Writes JSON in another way that means the same: other white space, members in another order, letters as escapes. What is equal is
/// written equally wherever it stands, so that an object and its former state go on being equal byte for byte.
/// </summary>
/// <param name="seed">Which of the many ways.</param>
/// <param name="escapesNames">Whether names have escapes, too.</param>
internal sealed class SameMeaning(int seed, bool escapesNames)
{
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1_000 };

    private readonly StringBuilder _text = new();

    public static byte[] Of(JsonNode json, int seed, bool escapesNames)
    {
        var writer = new SameMeaning(seed, escapesNames);
        writer.Write(json);
        return Encoding.UTF8.GetBytes(writer._text.ToString());
    }

    /// <summary>The plainest way.</summary>
    public static byte[] Plain(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString(Deep));

    private void Write(JsonNode? json)
    {
        switch (json)
        {
            case JsonObject members:
                WriteList('{', '}', [.. members.OrderBy(member => Chance(member.Key).Next()).ThenBy(member => member.Key, StringComparer.Ordinal)], member =>
                {
                    WriteText(member.Key, escapesNames);
                    _text.Append(':');
                    Write(member.Value);
                });
                break;
            case JsonArray items:
                WriteList('[', ']', [.. items], Write);
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                WriteText(text.GetValue<string>(), true);
                break;
            default:
                _text.Append(json?.ToJsonString() ?? "null");
                break;
        }
    }

    private void WriteList<T>(char start, char end, IReadOnlyList<T> items, Action<T> write)
    {
        var space = Chance(items.Count.ToString(CultureInfo.InvariantCulture)).Pick(["", " ", "\n", "\r\n\t"]);
        _text.Append(start).Append(space);
        for (var i = 0; i < items.Count; i++)
        {
            _text.Append(i == 0 ? "" : "," + space);
            write(items[i]);
            _text.Append(space);
        }

        _text.Append(end);
    }

    private void WriteText(string text, bool escapes)
    {
        var chance = Chance(text);
        var every = escapes ? chance.Next(1, 12) : int.MaxValue;
        _text.Append('"');
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
            {
                _text.Append('\\').Append(letter);
            }
            else if (letter < ' ' || char.IsSurrogate(letter) || chance.Next(every) == 0)
            {
                var code = ((int)letter).ToString(chance.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture);
                _text.Append(letter == '/' ? "\\/" : "\\u" + code);
            }
            else
            {
                _text.Append(letter);
            }
        }

        _text.Append('"');
    }

    /// <summary>Chance that depends on the seed and on what is written alone.</summary>
    private Random Chance(string text) => new(text.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter)));
}
