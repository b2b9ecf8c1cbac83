namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>The mesh, its wall, and the outside.</summary>
internal static class DrawingFrame
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlWriter html, DrawingLayout layout)
    {
        html.WriteLine($"""<rect class="mesh" x="2" y="2" width="{DrawingLayout.WallX - 2}" height="{layout.Height - 4}" rx="14"/>""");
        html.WriteLine($"""<line class="wall" x1="{DrawingLayout.WallX}" y1="2" x2="{DrawingLayout.WallX}" y2="{layout.Height - 2}"/>""");
        html.WriteLine($"""<text class="heading" x="{DrawingLayout.LeftX}" y="34">In the mesh</text>""");
        html.WriteLine($"""<text class="heading" x="{DrawingLayout.RightX}" y="34">Outside</text>""");
    }
}
