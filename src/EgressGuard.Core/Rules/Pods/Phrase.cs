namespace EgressGuard.Core.Rules.Pods;

/// <summary>Pieces of sentences. Whatever an object's author wrote is quoted, shortened and free of control characters.</summary>
internal static class Phrase
{
    private const int LongestQuote = 80;
    private const int LongestList = 5;

    /// <summary><c>'value'</c>; a null reads as an empty value.</summary>
    public static string Quote(string? value)
    {
        value ??= "";
        if (value.Length > LongestQuote)
        {
            var end = char.IsHighSurrogate(value[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote;
            value = value[..end] + "…";
        }

        return value.Any(char.IsControl)
            ? $"'{string.Concat(value.Select(character => char.IsControl(character) ? '\uFFFD' : character))}'"
            : $"'{value}'";
    }

    /// <summary><c>'a', 'b' and 'c'</c>, the first five of a long list and the number of the others.</summary>
    public static string QuoteAll(IReadOnlyList<string> values) => JoinAll([.. values.Take(LongestList).Select(Quote)], values.Count);

    /// <summary><c>a, b and c</c>, the first five of a long list and the number of the others.</summary>
    public static string Join(IReadOnlyList<string> items) => JoinAll([.. items.Take(LongestList)], items.Count);

    private static string JoinAll(string[] shown, int count) => (count - shown.Length) switch
    {
        0 when count == 1 => shown[0],
        0 => $"{string.Join(", ", shown[..^1])} and {shown[^1]}",
        var others => $"{string.Join(", ", shown)} and {others} more",
    };
}
