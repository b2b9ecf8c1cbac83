namespace EgressGuard.Core.Policy;

/// <summary>Anchored patterns in which <c>*</c> stands for any run of characters and everything else for itself.</summary>
public static class Glob
{
    /// <summary>Whether the whole text fits the pattern. Case-sensitive. Linear in practice: a mismatch returns to the last star only.</summary>
    public static bool IsMatch(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }
}
