using System.Security.Cryptography;
using System.Text;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>The page's frame, its style and its script: files beside this one, put into one.</summary>
internal static class PageTemplate
{
    /// <summary>Writes the page; asks for each part that depends on the map by its name.</summary>
    public static void Write(HtmlWriter html, Action<string> writePart)
    {
        var (style, script) = (Read("page.css"), Read("page.js"));

        // Only this style and this script count, and nothing is loaded or sent: should text of the input ever become markup, it is inert.
        var own = $"style-src '{HashOf(style)}'; script-src '{HashOf(script)}'";
        var security = $"default-src 'none'; {own}; base-uri 'none'; form-action 'none'";

        // Each piece but the first begins with the name of a part: parts are written once, so that text of the input never names one.
        var pieces = Read("page.html").Split("{{");
        html.WriteMarkup(pieces[0]);
        foreach (var piece in pieces.Skip(1))
        {
            var end = piece.IndexOf("}}", StringComparison.Ordinal);
            switch (piece[..end])
            {
                case "security":
                    html.WriteMarkup(security);
                    break;
                case "style":
                    html.WriteMarkup(style);
                    break;
                case "script":
                    html.WriteMarkup(script);
                    break;
                case var part:
                    writePart(part);
                    break;
            }

            html.WriteMarkup(piece[(end + 2)..]);
        }
    }

    /// <summary>Browsers read CRLF as LF before they hash.</summary>
    private static string Read(string name)
    {
        using var stream = typeof(PageTemplate).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string HashOf(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
