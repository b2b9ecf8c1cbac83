using System.Collections.Immutable;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>The bands at the top: what is wrong and where, before anything else; or that nothing is.</summary>
internal static class BandSection
{
    /// <summary>So many lines are listed; the table has them all.</summary>
    private const int Listed = 10;

    /// <summary>So many namespaces are named in a line.</summary>
    private const int Named = 4;

    /// <summary>Writes the bands.</summary>
    public static void Write(HtmlWriter html, ImmutableArray<MapRow> rows, EgressPolicy policy)
    {
        foreach (var outcome in (PathOutcome[])[PathOutcome.Direct, PathOutcome.Loop, PathOutcome.Unknown])
        {
            WriteWays(html, outcome, WaysOf(rows, outcome));
        }

        WriteUndeclared(html, policy);
        WriteCalm(html, rows, policy);
    }

    private static List<BandItem> WaysOf(ImmutableArray<MapRow> rows, PathOutcome outcome) =>
    [
        .. from row in rows
           from path in row.Entry.Reaches
           from way in path.Ways
           where way.Outcome == outcome
           group path.Question.Namespace by (row, way.Condition, way.Reason) into alike
           select new BandItem(alike.Key.row, [.. alike], alike.Key.Condition, alike.Key.Reason),
    ];

    private static void WriteWays(HtmlWriter html, PathOutcome outcome, List<BandItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        var id = OutcomeWords.IdOf(outcome);
        var count = items.Sum(item => item.Namespaces.Length);
        html.WriteLine($"""<section class="band {id}" aria-labelledby="band-{id}">""");
        html.WriteLine($"""<h2 id="band-{id}"><span class="sign {id}"></span>{count} {OutcomeWords.Sentence(outcome, count)}</h2>""");
        html.WriteLine($"<p>{OutcomeWords.MeaningOf(outcome)}</p>\n<ul>");
        foreach (var item in items.Take(Listed))
        {
            WriteItem(html, item);
        }

        html.WriteLine($"</ul>");
        if (items.Count > Listed)
        {
            var more = items.Skip(Listed).Sum(item => item.Namespaces.Length);
            html.WriteLine($"""<p><a href="#outcome={id}">and {more} more, in the table below</a></p>""");
        }

        html.WriteLine($"</section>");
    }

    private static void WriteItem(HtmlWriter html, BandItem item)
    {
        html.Write($"""<li><a href="#{item.Row.Id}">""");
        for (var i = 0; i < Math.Min(item.Namespaces.Length, Named); i++)
        {
            html.Write($"{(i == 0 ? "" : ", ")}<b>{item.Namespaces[i]}</b>");
        }

        if (item.Namespaces.Length > Named)
        {
            html.Write($" and {item.Namespaces.Length - Named} more");
        }

        html.Write($" to <b>{item.Row.Name}</b></a>");
        if (item.Condition is not null)
        {
            html.Write($" for {item.Condition}");
        }

        html.WriteLine($": {item.Reason}</li>");
    }

    /// <summary>The map holds declared hosts. Where the others are let through, it must not look as if all were well.</summary>
    private static void WriteUndeclared(HtmlWriter html, EgressPolicy policy)
    {
        if (policy.Mesh.OutboundTrafficPolicy == OutboundTrafficPolicy.AllowAny)
        {
            html.WriteLine($"""<section class="band unknown" aria-labelledby="band-any">""");
            html.WriteLine($"""<h2 id="band-any"><span class="sign unknown"></span>Hosts that nothing declares leave directly</h2>""");
            html.WriteLine($"<p>The policy says that the outboundTrafficPolicy is ALLOW_ANY. This map shows declared hosts only.</p>");
            html.WriteLine($"</section>");
        }
    }

    private static void WriteCalm(HtmlWriter html, ImmutableArray<MapRow> rows, EgressPolicy policy)
    {
        var ways = rows.SelectMany(row => row.Entry.Reaches).SelectMany(path => path.Ways).Select(way => way.Outcome).ToList();
        if (ways.Exists(outcome => outcome > PathOutcome.ViaGateway))
        {
            return;
        }

        if (ways.Count > 0)
        {
            var leaving = ways.Count(outcome => outcome == PathOutcome.ViaGateway);
            var way = policy.Mesh.OutboundTrafficPolicy == OutboundTrafficPolicy.AllowAny ? "way to a declared host" : "way";
            html.WriteLine($"""<section class="band calm" aria-labelledby="band-calm">""");
            html.WriteLine($"""<h2 id="band-calm"><span class="sign gateway"></span>No {way} leaves directly</h2>""");
            html.WriteLine($"<p>{PlainText.Count(leaving, "way")} through the egress gateway, {ways.Count - leaving} blocked.</p>");
            html.WriteLine($"</section>");
            return;
        }

        var (title, text) = rows.IsEmpty
            ? ("No external host is declared", "The mesh that was given has no ServiceEntry with a host outside.")
            : ("No namespace sees an external host", "Hosts are declared, and no namespace of the mesh sees one.");
        html.WriteLine($"""<section class="band" aria-labelledby="band-none">""");
        html.WriteLine($"""<h2 id="band-none">{title}</h2>""");
        html.WriteLine($"<p>{text}</p>");
        html.WriteLine($"</section>");
    }

    /// <summary>Ways to one destination for one reason.</summary>
    private sealed record BandItem(MapRow Row, ImmutableArray<string> Namespaces, string? Condition, string Reason);
}
