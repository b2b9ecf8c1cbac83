using System.Collections.Immutable;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>How many ways end how.</summary>
internal static class CountSection
{
    /// <summary>Writes a tile per outcome.</summary>
    public static void Write(HtmlWriter html, ImmutableArray<MapRow> rows)
    {
        var ways = rows.SelectMany(row => row.Entry.Reaches).SelectMany(path => path.Ways).CountBy(way => way.Outcome).ToDictionary();
        foreach (var outcome in OutcomeWords.GravestFirst)
        {
            WriteTile(html, outcome, ways.GetValueOrDefault(outcome));
        }
    }

    private static void WriteTile(HtmlWriter html, PathOutcome outcome, int count)
    {
        var id = OutcomeWords.IdOf(outcome);
        html.Write($"""<li class="tile {id}{(count == 0 ? " none" : "")}" title="{OutcomeWords.MeaningOf(outcome)}">""");
        html.WriteLine($"""<span class="sign {id}"></span><b>{count}</b> <span>{OutcomeWords.Sentence(outcome, count)}</span></li>""");
    }
}
