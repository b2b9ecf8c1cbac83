using System.Text;
using System.Text.RegularExpressions;

namespace EgressGuard.Yaml;

/// <summary>Mends what YamlDotNet refuses and kubectl accepts: a line of spaces directly below a <c>key: |</c> line, common in the
/// output of templates. Emptying such a line changes neither the value (leading blank lines have no text) nor a line number.</summary>
internal static partial class BlockScalarRepair
{
    /// <summary>The text with those lines emptied, or null if there are none that are certain. Called only after YamlDotNet refused
    /// the text, so that a readable text is never touched.</summary>
    public static string? Repair(string text)
    {
        var repaired = new StringBuilder(text.Length);
        var changed = false;
        var below = false;

        // The indentation of the node whose value is a block scalar: the content lies deeper and is not looked at.
        var inside = -1;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range);
            var indent = line.Length - line.TrimStart(' ').Length;
            if (indent == line.Length)
            {
                changed |= below && indent > 0;
                line = below ? [] : line;
            }
            else
            {
                below = false;
                if (indent <= inside || inside < 0)
                {
                    inside = -1;
                    if (line[indent] != '#' && Header().IsMatch(line))
                    {
                        below = !ExplicitIndent().IsMatch(line);
                        inside = Indentation(line, indent);
                        if (inside < 0)
                        {
                            return null;
                        }
                    }
                }
            }

            repaired.Append(line).Append('\n');
        }

        repaired.Length--;
        return changed ? repaired.ToString() : null;
    }

    /// <summary>The column of the key, or of the last dash, that owns the block scalar; -1 for a header on a line of its own, whose
    /// owner is further up.</summary>
    private static int Indentation(ReadOnlySpan<char> line, int start)
    {
        var owner = -1;
        while (line[start..].StartsWith("- "))
        {
            owner = start;
            start += 2 + line[(start + 2)..].IndexOfAnyExcept(' ');
        }

        return line[start] is '|' or '>' ? owner : start;
    }

    [GeneratedRegex(@"(^|[ \t])[|>]([+-]?[0-9]?|[0-9][+-])[ \t]*([ \t]#.*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();

    [GeneratedRegex(@"(^|[ \t])[|>][+-]?[0-9][+-]?[ \t]*([ \t]#.*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExplicitIndent();
}
