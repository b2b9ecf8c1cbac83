using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules;

/// <summary>Lists as a sentence tells them: in full when they are short, else the first ones and how many more there are.</summary>
internal static class Phrase
{
    private const int LongestList = 5;

    /// <summary><c>'a', 'b' and 'c'</c>.</summary>
    public static string QuoteAll(IReadOnlyList<string> values) => JoinShown([.. values.Take(LongestList).Select(Quote.Text)], values.Count);

    /// <summary><c>a, b and c</c>.</summary>
    public static string Join(IReadOnlyList<string> items) => JoinShown([.. items.Take(LongestList)], items.Count);

    private static string JoinShown(string[] shown, int count) => (count - shown.Length) switch
    {
        0 when count == 1 => shown[0],
        0 => $"{string.Join(", ", shown[..^1])} and {shown[^1]}",
        var others => $"{string.Join(", ", shown)} and {others} more",
    };
}
