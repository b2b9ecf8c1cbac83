using System.Globalization;
using System.Text;

namespace EgressGuard.Yaml;

/// <summary>Strings as YAML: plain where every reader takes them for that text, else in double quotes, or as a literal block.</summary>
internal static class YamlScalar
{
    /// <summary>A reader need not look further than 1024 characters for the colon behind a key.</summary>
    private const int LongestSimpleKey = 500;

    /// <summary>A string on one line.</summary>
    public static string Write(string text) => IsPlain(text) ? text : Quoted(text);

    /// <summary>A string as a value: text of several lines as a literal block, as people write it.</summary>
    /// <param name="text">The string.</param>
    /// <param name="level">The indentation of the block.</param>
    public static string WriteBlock(string text, int level)
    {
        if (!CanBeLiteral(text))
        {
            return Write(text);
        }

        var block = new StringBuilder(text.EndsWith('\n') ? "|" : "|-");
        foreach (var line in (text.EndsWith('\n') ? text[..^1] : text).Split('\n'))
        {
            block.Append('\n').Append(' ', line.Length == 0 ? 0 : level).Append(line);
        }

        return block.ToString();
    }

    /// <summary>A string as a key; what follows is the colon.</summary>
    /// <param name="text">The string.</param>
    /// <param name="level">The indentation of the key.</param>
    public static string WriteKey(string text, int level)
    {
        var key = Write(text);
        return key.Length <= LongestSimpleKey ? key : $"? {key}\n{new string(' ', level)}";
    }

    private static bool IsPlain(string text)
    {
        // A word, a number, a path, an image, a host; what YAML could read a second meaning into is not among these characters.
        if (text.Length == 0 || !(char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '_') || text[^1] is ':' or ' ')
        {
            return false;
        }

        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            || text.Contains(": ", StringComparison.Ordinal)
            || text.Contains(" #", StringComparison.Ordinal))
        {
            return false;
        }

        // Times of day are numbers to YAML 1.1, dates are no strings to several readers.
        var looksLikeTime = char.IsAsciiDigit(text[0]) && (text.Contains(':', StringComparison.Ordinal) || text is [_, _, _, _, '-', ..]);
        return !looksLikeTime && PlainScalar.Resolve(text) is { Kind: NodeKind.Text, IsSurprise: false } && !IsYaml12Number(text);
    }

    /// <summary>YAML 1.2 reads 0o17 as a number and kubectl does, too, in part; quotes leave no doubt.</summary>
    private static bool IsYaml12Number(string text) => text.Length > 1 && text[0] == '0' && text[1] is 'o' or 'x' or 'b' or 'O' or 'X' or 'B';

    private static bool CanBeLiteral(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length < 2 || lines[0].Length == 0 || (lines is [.., "", ""]))
        {
            return false;
        }

        // White space at the start of a line would be indentation, at its end be lost by editors.
        return lines.All(line => line.Length == 0 || (line[0] is not ' ' and not '\t' && line[^1] is not ' ' and not '\t'))
            && text.All(c => c is '\n' or '\t' || !NeedsEscape(c))
            && !text.Any(char.IsSurrogate);
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when NeedsEscape(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>What YAML cannot hold as it is, takes for a line break, or a person cannot see.</summary>
    private static bool NeedsEscape(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF'
        || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
