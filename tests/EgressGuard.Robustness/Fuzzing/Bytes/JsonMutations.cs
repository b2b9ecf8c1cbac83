using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>Mutations at the tokens of JSON: what most often is still JSON, and means something else or may mean two things.</summary>
internal static class JsonMutations
{
    public static IReadOnlyList<Func<Random, byte[], byte[], byte[]>> All { get; } =
    [
        AnotherValue, AnotherNumber, InsertToken, RemoveToken, SwapValues, DuplicateMember, RenameMember, EscapeName, OddEscape, Nest, LongText, TakeFromOther,
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "\"\"", "[]", "{}", "[null]", "[{}]", "{\"\":null}", "\"*\"", "[[]]", "\"\\u0000\"", "[1,\"a\",null]",
    ];

    private static readonly string[] Numbers =
    [
        "-0", "1e999", "-1e-999", "0.1", "1E400", "443.0", "4.43e2", "00443", "+443", "0x1bb", ".5", "5.", "NaN", "Infinity", "2147483648", "4294967739",
        "9223372036854775808", "18446744073709551616", "-9223372036854775809",
    ];

    private static readonly string[] Escapes =
    [
        "\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\u00", "\\x41", "\\", "\\/", "\\b", "\\u2028", "\\uFFFE", "\\u202e", "\\r\\n", "\\u001b[31m", "\\u0041",
    ];

    private static readonly string[] Pieces = ["{", "}", "[", "]", ",", ":", "null", "\"x\":", "\"x\"", "1", "true", "\"\\u", "//", "/**/", "\u00a0", "\ufeff"];

    private static byte[] AnotherValue(Random random, byte[] review, byte[] other) => AtValue(random, review, value => review.Replace(value, random.Pick(Values)));

    private static byte[] AnotherNumber(Random random, byte[] review, byte[] other)
    {
        var number = random.Next(3) == 0 ? new string('9', random.Next(1, 5000)) : random.Pick(Numbers);
        return At(random, review, JsonTokenType.Number, token => review.Replace(token, number));
    }

    private static byte[] InsertToken(Random random, byte[] review, byte[] other) =>
        AtAny(random, review, token => review.Insert(random.Next(2) == 0 ? token.Start : token.End, Encoding.UTF8.GetBytes(random.Pick(Pieces))));

    private static byte[] RemoveToken(Random random, byte[] review, byte[] other) => AtAny(random, review, token => review.Replace(token, ""));

    private static byte[] SwapValues(Random random, byte[] review, byte[] other)
    {
        var scalars = Token.Of(review).Where(token => token.Type is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False).ToArray();
        if (scalars.Length < 2)
        {
            return review;
        }

        var (one, two) = (random.Pick(scalars), random.Pick(scalars));
        var (first, second) = one.Start <= two.Start ? (one, two) : (two, one);
        return first == second ? review : review.Replace(second, review.Text(first)).Replace(first, review.Text(second));
    }

    private static byte[] DuplicateMember(Random random, byte[] review, byte[] other) => At(random, review, JsonTokenType.PropertyName, name =>
    {
        var value = random.Next(2) == 0 ? random.Pick(Values) : "\"x\"";
        return review.Insert(name.Start, Encoding.UTF8.GetBytes($"{review.Text(name)}:{value},"));
    });

    private static byte[] RenameMember(Random random, byte[] review, byte[] other) => At(random, review, JsonTokenType.PropertyName, name =>
    {
        var text = review.Text(name);
        return review.Replace(name, random.Next(4) switch
        {
            0 => text.ToUpperInvariant(),
            1 when text.Length > 2 => $"\"{char.ToUpperInvariant(text[1])}{text[2..]}",
            2 => text.Replace("s", "\u017f", StringComparison.Ordinal), // Go's folding takes a long s for an s, and the Kelvin sign for a k.
            _ => text.Replace("k", "\u212a", StringComparison.Ordinal),
        });
    });

    private static byte[] EscapeName(Random random, byte[] review, byte[] other) => At(random, review, JsonTokenType.PropertyName, name =>
    {
        var text = review.Text(name);
        return text.Length < 3 ? review : review.Replace(name, $"\"\\u{((int)text[1]).ToString("x4", CultureInfo.InvariantCulture)}{text[2..]}");
    });

    private static byte[] OddEscape(Random random, byte[] review, byte[] other) => At(
        random, review, JsonTokenType.String, text => review.Insert(random.Next(text.Start + 1, text.End), Encoding.UTF8.GetBytes(random.Pick(Escapes))));

    private static byte[] Nest(Random random, byte[] review, byte[] other) => AtValue(random, review, value =>
    {
        var depth = random.Pick([3, 62, 64, 65, 100, 1_000, 5_000, 9_990, 10_001, 20_000]);
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        var (start, end) = (string.Concat(Enumerable.Repeat(open, depth)), string.Concat(Enumerable.Repeat(close, depth)));
        return review.Replace(value, start + review.Text(value) + end);
    });

    private static byte[] LongText(Random random, byte[] review, byte[] other) => At(
        random, review, JsonTokenType.String, text => review.Insert(text.Start + 1, Encoding.UTF8.GetBytes(new string('a', random.Pick([64, 254, 64 * 1024, 300_000])))));

    /// <summary>A value of another review in the place of one.</summary>
    private static byte[] TakeFromOther(Random random, byte[] review, byte[] other) =>
        AtValue(random, review, mine => AtValue(random, other, theirs => review.Replace(mine, other.Text(theirs))));

    private static byte[] AtValue(Random random, byte[] review, Func<Token, byte[]> change)
    {
        var values = Token.Of(review).Where(token =>
            token.Type is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null).ToArray();
        return values.Length == 0 ? review : change(random.Pick(values));
    }

    private static byte[] At(Random random, byte[] review, JsonTokenType type, Func<Token, byte[]> change)
    {
        var tokens = Token.Of(review).Where(token => token.Type == type).ToArray();
        return tokens.Length == 0 ? review : change(random.Pick(tokens));
    }

    private static byte[] AtAny(Random random, byte[] review, Func<Token, byte[]> change)
    {
        var tokens = Token.Of(review);
        return tokens.Count == 0 ? review : change(random.Pick(tokens));
    }
}
