using System.Globalization;
using System.Text;

namespace EgressGuard.Cli.Reports;

/// <summary>Text of the input for a terminal or a log.</summary>
internal static class PlainText
{
    /// <summary>
    /// The text on one line, without anything that acts on a terminal or turns the order of what is read (escape sequences,
    /// bidirectional controls): a manifest must not be able to write over the report, or to forge a line of it.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.EnumerateRunes().Any(IsActive))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = IsActive(rune) ? plain.Append(Rune.IsWhiteSpace(rune) ? ' ' : '\uFFFD') : plain.Append(rune.ToString());
        }

        return plain.ToString();
    }

    /// <summary><c>1 object</c>, <c>2 objects</c>.</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static bool IsActive(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
