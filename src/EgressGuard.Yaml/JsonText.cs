using System.Globalization;
using System.Text;

namespace EgressGuard.Yaml;

/// <summary>JSON strings as Go decodes them: half a surrogate pair becomes U+FFFD, where .NET would throw.</summary>
internal static class JsonText
{
    /// <summary>The value of a JSON string.</summary>
    /// <param name="utf8">What stands between the quotes; valid JSON.</param>
    /// <param name="isEscaped">Whether it contains a backslash.</param>
    public static string Decode(ReadOnlySpan<byte> utf8, bool isEscaped)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return isEscaped ? Unescape(text) : text;
    }

    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            i++;
            if (escaped[i] == 'u')
            {
                text.Append((char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            text.Append(escaped[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
        }

        return ReplaceHalves(text.ToString().ToCharArray());
    }

    private static string ReplaceHalves(char[] text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = '\uFFFD';
            }
        }

        return new string(text);
    }
}
