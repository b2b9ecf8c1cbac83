using System.Globalization;
using System.Text;

namespace EgressGuard.Core.Patching;

/// <summary>Builds JSON pointers (RFC 6901), the way in which findings and patches name a place in an object.</summary>
public static class JsonPointer
{
    /// <summary>The pointer to a label.</summary>
    public static string Label(string key) => "/metadata/labels/" + Escape(key);

    /// <summary>The pointer to an annotation.</summary>
    public static string Annotation(string key) => "/metadata/annotations/" + Escape(key);

    /// <summary>One reference token, escaped: <c>~</c> becomes <c>~0</c> and <c>/</c> becomes <c>~1</c>.</summary>
    public static string Escape(string token) =>
        token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>
    /// Orders pointers as a reader of the object meets them: list indexes by number, everything else by code unit.
    /// <c>/spec/ports/2</c> comes before <c>/spec/ports/10</c>.
    /// </summary>
    public static int Compare(string left, string right)
    {
        var (i, j) = (0, 0);
        while (i < left.Length && j < right.Length)
        {
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                var a = DigitsAt(left, i);
                var b = DigitsAt(right, j);
                var order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
                if (order != 0)
                {
                    return order;
                }

                i += a.Length;
                j += b.Length;
                continue;
            }

            if (left[i] != right[j])
            {
                return left[i].CompareTo(right[j]);
            }

            i++;
            j++;
        }

        return (left.Length - i).CompareTo(right.Length - j);
    }

    /// <summary>The pointer for a path as System.Text.Json writes it, such as <c>$.spec.hosts[1]</c> or <c>$.metadata.labels['a.b']</c>.</summary>
    internal static string FromJsonPath(string path)
    {
        var pointer = new StringBuilder();
        var at = path.StartsWith('$') ? 1 : 0;
        while (at < path.Length)
        {
            var (start, end, next) = path[at] switch
            {
                '.' => Member(path, at),
                '[' when at + 1 < path.Length && path[at + 1] == '\'' => Quoted(path, at),
                '[' => Index(path, at),
                _ => (at, path.Length, path.Length),
            };
            pointer.Append('/').Append(Escape(path[start..end].Replace("\\'", "'", StringComparison.Ordinal)));
            at = next;
        }

        return pointer.ToString();
    }

    private static ReadOnlySpan<char> DigitsAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return text.AsSpan(start, end - start);
    }

    private static (int Start, int End, int Next) Member(string path, int at)
    {
        var end = path.AsSpan(at + 1).IndexOfAny('.', '[');
        end = end < 0 ? path.Length : at + 1 + end;
        return (at + 1, end, end);
    }

    private static (int Start, int End, int Next) Quoted(string path, int at)
    {
        var end = path.IndexOf("']", at, StringComparison.Ordinal);
        return end < 0 ? (at + 2, path.Length, path.Length) : (at + 2, end, end + 2);
    }

    private static (int Start, int End, int Next) Index(string path, int at)
    {
        var end = path.IndexOf(']', at);
        return end < 0 ? (at + 1, path.Length, path.Length) : (at + 1, end, end + 1);
    }

    /// <summary>A pointer's index token.</summary>
    internal static string Token(int index) => index.ToString(CultureInfo.InvariantCulture);
}
