using System.Text;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>Names within texts.</summary>
internal static class WholeWord
{
    /// <summary>The text with the word replaced wherever it is not a part of a longer name.</summary>
    public static string Replace(string text, string word, string replacement)
    {
        var replaced = new StringBuilder(text.Length);
        var done = 0;
        for (var at = Find(text, word, 0); at >= 0; at = Find(text, word, at + word.Length))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsOfName(text[at - 1])) && (end == text.Length || !IsOfName(text[end])))
            {
                replaced.Append(text, done, at - done).Append(replacement);
                done = end;
            }
        }

        return replaced.Append(text, done, text.Length - done).ToString();
    }

    private static int Find(string text, string word, int from) =>
        word.Length == 0 ? -1 : text.IndexOf(word, from, StringComparison.Ordinal);

    private static bool IsOfName(char character) => char.IsLetterOrDigit(character) || character is '-' or '_';
}
