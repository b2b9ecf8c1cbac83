using System.Collections.Immutable;

namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>The boxes: namespaces, the gateway, destinations.</summary>
internal static class DrawingBoxes
{
    /// <summary>Writes them.</summary>
    public static void Write(HtmlWriter html, DrawingModel model, DrawingLayout layout, ImmutableArray<string> gateways)
    {
        for (var node = 0; node < model.Left.Length; node++)
        {
            var reached = model.Edges.Where(edge => edge.Left == node).Select(edge => edge.Right);
            WriteBox(
                html, "left", model.Left[node], DrawingLayout.LeftX, DrawingLayout.LeftWidth, layout.Left[node], layout.LeftPitch,
                Touch.Of([node], reached));
        }

        WriteGateway(html, layout, gateways);
        for (var node = 0; node < model.Right.Length; node++)
        {
            var reaching = model.Edges.Where(edge => edge.Right == node).Select(edge => edge.Left);
            WriteBox(
                html, "right", model.Right[node], DrawingLayout.RightX, DrawingLayout.RightWidth, layout.Right[node], layout.RightPitch,
                Touch.Of(reaching, [node]));
        }
    }

    private static void WriteBox(HtmlWriter html, string side, DrawnNode node, int x, int width, double middle, int pitch, Touch touch)
    {
        var id = OutcomeWords.IdOf(node.Outcome);
        var height = pitch - 8;
        html.Write($"""<a href="{node.Link}" class="box {side} {id}" data-l="{touch.Left}" data-r="{touch.Right}">""");
        html.Write($"<title>{node.Label}{(node.Outcome is { } known && !node.IsMany ? ": " + OutcomeWords.LabelOf(known) : "")}</title>");
        if (node.IsMany)
        {
            html.Write($"""<rect x="{x + 4}" y="{middle - (height / 2.0) + 4}" width="{width}" height="{height}" rx="7"/>""");
        }

        html.Write($"""<rect x="{x}" y="{middle - (height / 2.0)}" width="{width}" height="{height}" rx="7"/>""");
        html.Write($"""<text class="glyph" x="{x + 17}" y="{middle + 4.5}" aria-hidden="true">{GlyphOf(id)}</text>""");

        // The text's font has one width for all characters: 7.2 units.
        html.WriteLine($"""<text x="{x + 32}" y="{middle + 4.5}">{Shorten(node.Label, (int)((width - 38) / 7.3))}</text></a>""");
    }

    private static void WriteGateway(HtmlWriter html, DrawingLayout layout, ImmutableArray<string> gateways)
    {
        const int width = DrawingLayout.GatewayWidth;
        const int x = DrawingLayout.WallX - (width / 2);
        var middle = layout.GatewayY + (layout.GatewayHeight / 2) - (gateways.Length * 9) + 2;
        html.Write($"""<g class="door"><title>{string.Join(", ", gateways)}</title>""");
        html.Write($"""<rect x="{x}" y="{layout.GatewayY}" width="{width}" height="{layout.GatewayHeight}" rx="10"/>""");
        html.Write($"""<text class="name" x="{DrawingLayout.WallX}" y="{middle}">Egress gateway</text>""");
        for (var gateway = 0; gateway < gateways.Length; gateway++)
        {
            html.Write($"""<text x="{DrawingLayout.WallX}" y="{middle + 20 + (gateway * 18)}">{Shorten(gateways[gateway], 34)}</text>""");
        }

        html.WriteLine($"</g>");
    }

    private static string GlyphOf(string id) => id switch
    {
        "direct" => "!",
        "loop" => "\u21bb",
        "unknown" => "?",
        "gateway" => "\u2713",
        _ => "\u2013",
    };

    /// <summary>Cuts in the middle: the end of a host's name tells whose it is.</summary>
    private static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = (length - 1) * 2 / 3;
        return $"{text[..(length - 1 - end)]}\u2026{text[^end..]}";
    }
}
