namespace EgressGuard.Core.Tests;

/// <summary>Texts for comparisons of two implementations, the same in every run.</summary>
internal static class RandomText
{
    /// <summary>A text of up to <paramref name="longest"/> characters of an alphabet; a small one makes coincidences frequent.</summary>
    public static string Of(Random random, string alphabet, int longest) =>
        new(random.GetItems(alphabet.AsSpan(), random.Next(longest + 1)));
}
