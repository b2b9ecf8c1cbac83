using System.Text.Json;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>Where a token of JSON stands: a name without its colon, a string with its quotes.</summary>
internal sealed record Token(JsonTokenType Type, int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>The tokens, up to where the bytes are no JSON any more.</summary>
    public static IReadOnlyList<Token> Of(byte[] json)
    {
        var tokens = new List<Token>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 100_000 });
        try
        {
            while (reader.Read())
            {
                var quotes = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0;
                tokens.Add(new Token(reader.TokenType, (int)reader.TokenStartIndex, reader.ValueSpan.Length + quotes));
            }
        }
        catch (JsonException)
        {
            // What was found until here will do.
        }

        return tokens;
    }
}
