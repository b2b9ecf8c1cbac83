using System.Collections.Immutable;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>The chips that show some destinations only.</summary>
internal static class FilterSection
{
    /// <summary>Writes a chip per outcome, with the number of destinations that some namespace reaches so.</summary>
    public static void Write(HtmlWriter html, ImmutableArray<MapRow> rows)
    {
        var counts = rows.SelectMany(row => row.Groups).CountBy(group => group.Outcome).ToDictionary();
        foreach (var outcome in OutcomeWords.GravestFirst)
        {
            WriteChip(html, OutcomeWords.IdOf(outcome), OutcomeWords.LabelOf(outcome), counts.GetValueOrDefault(outcome));
        }

        var unseen = rows.Count(row => row.Outcome is null);
        if (unseen > 0)
        {
            WriteChip(html, "unseen", "Not seen", unseen);
        }
    }

    private static void WriteChip(HtmlWriter html, string id, string label, int count)
    {
        html.Write($"""<button type="button" class="chip {id}" data-outcome="{id}" """);
        html.Write($"""aria-pressed="false"{(count == 0 ? " disabled" : "")}>""");
        html.WriteLine($"""<span class="sign {id}"></span>{label} <b>{count}</b></button>""");
    }
}
