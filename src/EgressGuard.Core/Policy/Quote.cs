using System.Globalization;
using System.Text;

namespace EgressGuard.Core.Policy;

/// <summary>Puts what an author wrote into a sentence: on one line, and no longer than a reader needs to recognise it.</summary>
public static class Quote
{
    /// <summary>The text in single quotes.</summary>
    public static string Text(string text) => $"'{Shorten(text)}'";

    /// <summary>The text, cut where it is long, with control characters escaped: messages end up in logs and terminals.</summary>
    public static string Shorten(string text, int longest = 80)
    {
        if (text.Length <= longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= longest)
            {
                return shown.Append('…').ToString();
            }

            _ = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : shown.Append(rune.ToString());
        }

        return shown.ToString();
    }
}
