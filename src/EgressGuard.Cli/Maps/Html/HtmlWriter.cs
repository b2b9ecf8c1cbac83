using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using EgressGuard.Cli.Reports;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>
/// Writes HTML of which the code's own text is markup and everything else is not: whatever stands in a hole of an interpolated string
/// is escaped, for text and for attributes in double quotes. Names come from whoever may write an object of the mesh.
/// </summary>
internal sealed class HtmlWriter(TextWriter output)
{
    private const string Special = "&<>\"'";

    /// <summary>Writes markup with the values of its holes escaped.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The handler takes this writer.")]
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup) => _ = markup;

    /// <summary>Writes such markup and ends the line: always alike, whatever the machine's line ends are.</summary>
    public void WriteLine([InterpolatedStringHandlerArgument("")] Markup markup) => output.Write('\n');

    /// <summary>Writes markup as it is: the page's own, or what another <see cref="HtmlWriter"/> wrote.</summary>
    public void WriteMarkup(string markup) => output.Write(markup);

    /// <summary>Writes text of the input.</summary>
    public void WriteText(string? text)
    {
        if (text is null)
        {
            return;
        }

        // Controls and marks that turn the order of what is read have no place in a page either (PlainText).
        var plain = PlainText.Of(text);
        if (plain.AsSpan().IndexOfAny(Special) < 0 && Ascii.IsValid(plain))
        {
            output.Write(plain);
            return;
        }

        // The page is ASCII, so that it reads the same in whatever encoding it was written.
        foreach (var rune in plain.EnumerateRunes())
        {
            output.Write(rune.IsAscii && !Special.Contains((char)rune.Value) ? rune.ToString() : $"&#{Digits(rune.Value)};");
        }
    }

    /// <summary>What is written to a writer of its own.</summary>
    public static string Render(Action<HtmlWriter> write)
    {
        var text = new StringBuilder();
        using var writer = new StringWriter(text, CultureInfo.InvariantCulture);
        write(new HtmlWriter(writer));
        return text.ToString();
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An interpolated string on its way to the page.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly HtmlWriter _writer;

        public Markup(int literalLength, int holes, HtmlWriter writer)
        {
            _ = literalLength + holes;
            _writer = writer;
        }

        public void AppendLiteral(string markup) => _writer.WriteMarkup(markup);

        public void AppendFormatted(string? text) => _writer.WriteText(text);

        public void AppendFormatted(int number) => _writer.WriteMarkup(Digits(number));

        public void AppendFormatted(double number) => _writer.WriteMarkup(number.ToString("0.#", CultureInfo.InvariantCulture));
    }
}
