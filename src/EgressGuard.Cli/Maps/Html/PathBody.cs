using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>A path: each way with its reason, hops and faults, then the objects that lost.</summary>
internal static class PathBody
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlWriter html, EgressPath path)
    {
        foreach (var way in path.Ways)
        {
            WriteWay(html, way);
        }

        if (!path.Losers.IsEmpty)
        {
            html.Write($"<div class=\"losers\"><h4>Did not decide</h4>\n<ul>\n");
            foreach (var loser in path.Losers)
            {
                html.Write($"<li><code>{loser.Object.ToString()}</code> {loser.Reason}</li>\n");
            }

            html.Write($"</ul></div>\n");
        }
    }

    private static void WriteWay(HtmlWriter html, PathWay way)
    {
        var id = OutcomeWords.IdOf(way.Outcome);
        html.Write($"<div class=\"way {id}\"><p class=\"end\"><span class=\"badge {id}\">{OutcomeWords.LabelOf(way.Outcome)}</span> ");
        html.Write($"<b>{way.Condition ?? "all traffic"}</b>: {way.Reason}</p>\n");
        if (!way.Hops.IsEmpty)
        {
            html.Write($"<ol>\n");
            foreach (var hop in way.Hops)
            {
                html.Write($"<li><span class=\"kind\">{NameOf(hop.Kind)}</span><span>{hop.Text}");
                WriteObject(html, hop.Object);
                html.Write($"</span></li>\n");
            }

            html.Write($"</ol>\n");
        }

        foreach (var fault in way.Faults)
        {
            html.Write($"<p class=\"fault\"><b>Fault</b> {fault.Message} ({fault.Code.ToString()})");
            foreach (var part in fault.Objects)
            {
                WriteObject(html, part);
            }

            html.Write($"</p>\n");
        }

        html.Write($"</div>\n");
    }

    private static void WriteObject(HtmlWriter html, PathObject? part)
    {
        if (part is null)
        {
            return;
        }

        html.Write($" <code>{ObjectKinds.NameOf(part.Kind)} {part.Reference.ToString()}");
        if (part.Pointer.Length > 0)
        {
            html.Write($" <i>{part.Pointer}</i>");
        }

        html.Write($"</code>");
    }

    private static string NameOf(HopKind kind) => kind switch
    {
        HopKind.Client => "Client",
        HopKind.Service => "Service",
        HopKind.Route => "Mesh leg",
        HopKind.DestinationRule => "Connection",
        HopKind.Gateway => "Gateway",
        HopKind.GatewayRoute => "Gateway leg",
        _ => "End",
    };
}
