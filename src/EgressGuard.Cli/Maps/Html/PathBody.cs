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
            html.WriteLine($"<div class=\"losers\"><h4>Did not decide</h4>\n<ul>");
            foreach (var loser in path.Losers)
            {
                html.WriteLine($"<li><code>{loser.Object.ToString()}</code> {loser.Reason}</li>");
            }

            html.WriteLine($"</ul></div>");
        }
    }

    private static void WriteWay(HtmlWriter html, PathWay way)
    {
        var id = OutcomeWords.IdOf(way.Outcome);
        html.Write($"""<div class="way {id}"><p class="end"><span class="badge {id}">{OutcomeWords.LabelOf(way.Outcome)}</span> """);
        html.WriteLine($"<b>{way.Condition ?? "all traffic"}</b>: {way.Reason}</p>");
        if (!way.Hops.IsEmpty)
        {
            html.WriteLine($"<ol>");
            foreach (var hop in way.Hops)
            {
                html.Write($"""<li><span class="kind">{NameOf(hop.Kind)}</span><span>{hop.Text}""");
                WriteObject(html, hop.Object, hop.Text);
                html.WriteLine($"</span></li>");
            }

            html.WriteLine($"</ol>");
        }

        foreach (var fault in way.Faults)
        {
            html.Write($"""<p class="fault"><b>Fault</b> {fault.Message} ({fault.Code.ToString()})""");
            foreach (var part in fault.Objects)
            {
                WriteObject(html, part, "");
            }

            html.WriteLine($"</p>");
        }

        html.WriteLine($"</div>");
    }

    /// <summary>Writes the object and the place in it; the place alone after a text that names the object.</summary>
    private static void WriteObject(HtmlWriter html, PathObject? part, string text)
    {
        if (part is null)
        {
            return;
        }

        var name = text.Contains(part.ToString(), StringComparison.Ordinal) ? "" : part.ToString();
        if (part.Pointer.Length > 0)
        {
            html.Write($" <code>{name}{(name.Length > 0 ? " " : "")}<i>{part.Pointer}</i></code>");
        }
        else if (name.Length > 0)
        {
            html.Write($" <code>{name}</code>");
        }
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
