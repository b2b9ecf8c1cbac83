using System.Collections.Immutable;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>The drawing: what goes through the gateway is calm, what passes it is not.</summary>
internal static class DrawingSection
{
    /// <summary>Writes it; nothing where there is nothing to draw.</summary>
    public static void Write(HtmlWriter html, ImmutableArray<MapRow> rows, ImmutableArray<string> clients, EgressPolicy policy)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        var model = DrawingModel.Of(rows, clients);
        var gateways = policy.Mesh.EgressGateways.Select(gateway => $"{gateway.Namespace}/{gateway.Service}").ToImmutableArray();
        var layout = new DrawingLayout(model, gateways.Length);

        html.WriteLine($"<figure>");
        html.WriteLine($"""<div class="scroll" tabindex="0" role="region" aria-label="Drawing of the ways out of the mesh">""");
        html.WriteLine($"""<svg viewBox="0 0 {DrawingLayout.Width} {layout.Height}" xmlns="http://www.w3.org/2000/svg">""");
        DrawingFrame.Write(html, layout);
        new DrawingLines(html, model, layout).Write();
        DrawingBoxes.Write(html, model, layout, gateways);
        html.WriteLine($"</svg>\n</div>");
        WriteCaption(html, model, layout);
        html.WriteLine($"</figure>");
    }

    private static void WriteCaption(HtmlWriter html, DrawingModel model, DrawingLayout layout)
    {
        html.Write($"<figcaption>");
        foreach (var outcome in OutcomeWords.GravestFirst.Where(outcome => model.Edges.Any(edge => edge.Outcome == outcome)))
        {
            var id = OutcomeWords.IdOf(outcome);
            html.Write($"""<span class="key {id}"><span class="sign {id}"></span>{OutcomeWords.LabelOf(outcome)}</span> """);
        }

        if (model.Edges.Any(edge => edge.Outcome == PathOutcome.Blocked))
        {
            html.Write($"Blocked ways have no line.");
        }

        if (model.Right.Any(node => node.IsMany) || model.Left.Any(node => node.IsMany))
        {
            html.Write($" What asks for attention stands alone as far as it fits, the rest together; the table has everything.");
        }

        if (layout.IsBundled)
        {
            html.Write($" The thick line joins many ways: point at a box to see what it reaches.");
        }

        html.WriteLine($"</figcaption>");
    }
}
