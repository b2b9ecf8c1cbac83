using System.Text;

namespace EgressGuard.Yaml;

/// <summary>Lines and columns of UTF-8 text, counted as they are passed.</summary>
internal static class TextPlace
{
    /// <summary>Moves a place on by some text. Columns are UTF-16 code units.</summary>
    public static void Advance(ReadOnlySpan<byte> passed, ref int line, ref int column)
    {
        var feeds = passed.Count((byte)'\n');
        if (feeds > 0)
        {
            line += feeds;
            column = 1;
            passed = passed[(passed.LastIndexOf((byte)'\n') + 1)..];
        }

        column += Encoding.UTF8.GetCharCount(passed);
    }
}
