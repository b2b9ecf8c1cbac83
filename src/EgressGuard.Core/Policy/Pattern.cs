namespace EgressGuard.Core.Policy;

/// <summary>Checks the patterns that <see cref="Glob"/> matches.</summary>
internal static class Pattern
{
    /// <summary>What is wrong with a pattern, or null: it must say something, and not fit everything.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="what">What it is a pattern of.</param>
    /// <param name="fitsAll">Why it must not fit everything.</param>
    public static string? Check(string pattern, string what, string fitsAll) => pattern switch
    {
        "" => $"the pattern is empty; write {what}, in which '*' stands for any characters, or remove the item",
        _ when !pattern.AsSpan().ContainsAnyExcept('*') => $"{Quote.Text(pattern)} fits everything: {fitsAll}; write {what}",
        _ => null,
    };
}
