using System.Collections.Immutable;
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
        html.Write($"<tbody id=\"{row.Id}\" class=\"{(row.Outcome is { } gravest ? OutcomeWords.IdOf(gravest) : "unseen")}\">\n<tr class=\"row\">");
        html.Write($"<th scope=\"row\"><button type=\"button\" aria-expanded=\"false\" aria-controls=\"{row.Id}-more\">{entry.Host}</button></th>");
        html.Write($"<td class=\"port\">{entry.Port}</td><td class=\"protocol\">{(entry.Protocol.Length == 0 ? "none" : entry.Protocol)}</td>");
        html.Write($"<td class=\"by\">");
        foreach (var declaring in entry.DeclaredBy)
        {
            html.Write($"<span>{declaring.ToString()}</span> ");
        }

        html.Write($"</td><td class=\"reach\">");
        foreach (var group in row.Groups)
        {
            WriteGroup(html, group);
        }

        if (row.Groups.IsEmpty)
        {
            html.Write($"<div class=\"group\" data-outcome=\"unseen\"><span class=\"badge unseen\">Not seen</span> by any client namespace</div>");
        }

        html.Write($"</td></tr>\n<tr class=\"more\" id=\"{row.Id}-more\"><td colspan=\"5\">\n");
        PathDetails.Write(html, row);
        html.Write($"</td></tr>\n</tbody>\n");
    }

    private static void WriteGroup(HtmlWriter html, MapGroup group)
    {
        var id = OutcomeWords.IdOf(group.Outcome);
        html.Write($"<div class=\"group\" data-outcome=\"{id}\"><span class=\"badge {id}\">{OutcomeWords.LabelOf(group.Outcome)}</span> ");
        WriteNames(html, group.Paths.Take(Named), "");
        if (group.Paths.Length > Named)
        {
            html.Write($"<span class=\"rest\">");
            WriteNames(html, group.Paths.Skip(Named), ", ");
            html.Write($"</span><span class=\"and\"> and {group.Paths.Length - Named} more</span>");
        }

        html.Write($"</div>");
    }

    private static void WriteNames(HtmlWriter html, IEnumerable<EgressPath> paths, string before)
    {
        foreach (var path in paths)
        {
            html.Write($"{before}<span class=\"name\">{path.Question.Namespace}</span>");

            // Otherwise the badge would say of all traffic what holds for a part of it.
            var such = path.Ways.Count(way => way.Outcome == path.Outcome);
            if (such < path.Ways.Length)
            {
                html.Write($" ({such} of {path.Ways.Length} ways)");
            }

            before = ", ";
        }
    }
}
