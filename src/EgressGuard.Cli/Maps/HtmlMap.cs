using EgressGuard.Cli.Maps.Html;
using EgressGuard.Cli.Maps.Html.Drawing;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps;

/// <summary>
/// The map as one HTML page: nothing is loaded, so that it can be mailed, archived and opened from disk. The gravest comes first.
/// </summary>
internal static class HtmlMap
{
    /// <summary>Writes the page. The same map gives the same bytes.</summary>
    /// <param name="map">The map.</param>
    /// <param name="policy">The policy that it was drawn for: names the gateways.</param>
    /// <param name="output">Where to.</param>
    /// <param name="note">What people should know of the input: a sentence; null when there is nothing.</param>
    public static void Write(EgressMap map, EgressPolicy policy, TextWriter output, string? note = null)
    {
        var rows = MapRow.Of(map);
        var html = new HtmlWriter(output);
        PageTemplate.Write(html, part =>
        {
            switch (part)
            {
                case "state":
                    html.WriteMarkup(rows.IsEmpty ? "empty" : "");
                    break;
                case "about":
                    HeadSection.Write(html, map, policy, note);
                    break;
                case "bands":
                    BandSection.Write(html, rows, policy);
                    break;
                case "counts":
                    CountSection.Write(html, rows);
                    break;
                case "drawing":
                    DrawingSection.Write(html, rows, map.Clients, policy);
                    break;
                case "filters":
                    FilterSection.Write(html, rows);
                    break;
                case "table":
                    TableSection.Write(html, rows);
                    break;
                default:
                    throw new InvalidOperationException($"The page has no part '{part}'.");
            }
        });
    }
}
