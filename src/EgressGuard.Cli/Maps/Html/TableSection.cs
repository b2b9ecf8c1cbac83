using System.Collections.Immutable;
using System.Globalization;
using EgressGuard.Cli.Paths;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>The table: a row per destination, and behind it what is known about each path.</summary>
internal static class TableSection
{
    /// <summary>So many namespaces are named in a closed row.</summary>
    private const int Named = 8;

    /// <summary>Writes a table body per destination.</summary>
    public static void Write(HtmlWriter html, ImmutableArray<MapRow> rows)
    {
        foreach (var row in rows)
        {
            WriteRow(html, row);
        }
    }

    private static void WriteRow(HtmlWriter html, MapRow row)
    {
        var entry = row.Entry;
        html.WriteLine($"""<tbody id="{row.Id}" class="{OutcomeWords.IdOf(row.Outcome)}" role="rowgroup">""");

        // The roles are those that the elements have, and that some browsers forget when a style sheet lays a table out as a grid.
        html.Write($"""<tr class="row" role="row"><th scope="row" role="rowheader">""");
        html.Write($"""<button type="button" aria-expanded="false" aria-controls="{row.Id}-more">{entry.Host}</button></th>""");
        html.Write($"""<td class="port" role="cell">{entry.Port}</td>""");
        html.Write($"""<td class="protocol" role="cell">{ProtocolText.Of(entry.Protocol)}</td>""");
        html.Write($"""<td class="by" role="cell">""");
        foreach (var declaring in entry.DeclaredBy)
        {
            html.Write($"<span>{declaring.ToString()}</span> ");
        }

        html.Write($"""</td><td class="reach" role="cell">""");
        foreach (var group in row.Groups)
        {
            WriteGroup(html, group);
        }

        if (row.Groups.IsEmpty)
        {
            html.Write($"""<div class="group" data-outcome="unseen"><span class="badge unseen">Not seen</span> by any namespace</div>""");
        }

        html.WriteLine($"</td></tr>");
        html.WriteLine($"""<tr class="more" id="{row.Id}-more" role="row"><td colspan="5" role="cell">""");
        PathDetails.Write(html, row);
        html.WriteLine($"</td></tr>\n</tbody>");
    }

    private static void WriteGroup(HtmlWriter html, MapGroup group)
    {
        var id = OutcomeWords.IdOf(group.Outcome);
        html.Write($"""<div class="group" data-outcome="{id}"><span class="badge {id}">{OutcomeWords.LabelOf(group.Outcome)}</span> """);
        html.Write($"""<span class="names">{Names(group.Paths.Take(Named))}""");
        if (group.Paths.Length > Named)
        {
            html.Write($"""<span class="rest">, {Names(group.Paths.Skip(Named))}</span>""");
            html.Write($"""<span class="and"> and {group.Paths.Length - Named} more</span>""");
        }

        html.Write($"</span></div>");
    }

    private static string Names(IEnumerable<EgressPath> paths) => string.Join(", ", paths.Select(NameOf));

    /// <summary>Without the count the badge would say of all traffic what holds for a part of it.</summary>
    private static string NameOf(EgressPath path)
    {
        var such = path.Ways.Count(way => way.Outcome == path.Outcome);
        return such == path.Ways.Length
            ? path.Question.Namespace
            : string.Create(CultureInfo.InvariantCulture, $"{path.Question.Namespace} ({such} of {path.Ways.Length} ways)");
    }
}
