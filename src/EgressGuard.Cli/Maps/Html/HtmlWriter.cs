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
        if (plain.AsSpan().IndexOfAny("&<>\"'") < 0)
        {
            output.Write(plain);
            return;
        }

        foreach (var character in plain)
        {
            _ = character switch
            {
                '&' => Append("&amp;"),
                '<' => Append("&lt;"),
                '>' => Append("&gt;"),
                '"' => Append("&quot;"),
                '\'' => Append("&#39;"),
                _ => Append([character]),
            };
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

    private HtmlWriter Append(ReadOnlySpan<char> text)
    {
        output.Write(text);
        return this;
    }

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

        public void AppendFormatted(int number) => _writer.WriteMarkup(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double number) => _writer.WriteMarkup(number.ToString("0.#", CultureInfo.InvariantCulture));
    }
}
