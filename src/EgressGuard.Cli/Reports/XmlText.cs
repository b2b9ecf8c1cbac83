using System.Text;
using System.Xml;

namespace EgressGuard.Cli.Reports;

/// <summary>Text of the input for XML 1.0, which has no way to write most control characters, not even escaped.</summary>
internal static class XmlText
{
    /// <summary>The text with what XML cannot hold replaced by U+FFFD. Markup is not escaped: the writer does that, once.</summary>
    public static string Of(string text)
    {
        if (text.All(IsLegal))
        {
            return text;
        }

        var legal = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.IsBmp && !IsLegal((char)rune.Value) ? legal.Append('\uFFFD') : legal.Append(rune.ToString());
        }

        return legal.ToString();
    }

    /// <summary>DEL and the C1 controls are legal, but act on the terminal of whoever prints the report.</summary>
    private static bool IsLegal(char c) => XmlConvert.IsXmlChar(c) && !char.IsBetween(c, '\u007F', '\u009F');
}
