using System.Globalization;
using EgressGuard.Cli.Paths;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps;

/// <summary>The map for people: a row per host and port, the gravest first in each, and a line that sums up.</summary>
internal static class MapText
{
    /// <summary>How many namespaces are named where nothing is wrong; of bad ways, all are.</summary>
    private const int Named = 8;

    /// <summary>Writes the map, and what there is to know about it at the end.</summary>
    public static void Write(EgressMap map, IEnumerable<string> notes, TextWriter output, bool isColoured)
    {
        var rows = map.Entries.Select(Row.Of).Prepend(new Row("HOST", "PORT", "PROTOCOL", null)).ToList();
        var (host, port, protocol) =
            (rows.Max(row => row.Host.Length), rows.Max(row => row.Port.Length), rows.Max(row => row.Protocol.Length));
        if (!map.Entries.IsEmpty)
        {
            foreach (var row in rows)
            {
                var head = $"{row.Host.PadRight(host)}  {row.Port.PadLeft(port)}  {row.Protocol.PadRight(protocol)}  ";
                WriteRow(head, row.Entry, output, Paint.For(isColoured));
            }

            output.WriteLine();
        }

        output.WriteLine(MapSummary.Line(map));
        foreach (var note in notes)
        {
            output.WriteLine(PlainText.Of(note));
        }
    }

    private static void WriteRow(string head, EgressMapEntry? entry, TextWriter output, Func<string, string, string> paint)
    {
        if (entry is null)
        {
            output.WriteLine(head + "  NAMESPACES");
            return;
        }

        if (entry.Reaches.IsEmpty)
        {
            output.WriteLine(head + "  no namespace sees it");
            return;
        }

        foreach (var same in entry.Reaches.GroupBy(path => path.Outcome).OrderByDescending(same => same.Key))
        {
            var isBad = OutcomeText.IsBad(same.Key);
            var line = $"{(isBad ? "!" : " ")} {OutcomeText.Of(same.Key)}: {Namespaces([.. same], isBad)}";
            output.WriteLine(head + paint(line, OutcomeText.ColourOf(same.Key)));
            head = new string(' ', head.Length);
        }
    }

    private static string Namespaces(List<EgressPath> paths, bool isBad)
    {
        var named = isBad ? paths.Count : Named;
        var names = string.Join(", ", paths.Take(named).Select(Namespace));
        return paths.Count <= named ? names : FormattableString.Invariant($"{names} and {paths.Count - named} more");
    }

    /// <summary>The namespace, and how many of its ways it is, where the others end otherwise.</summary>
    private static string Namespace(EgressPath path)
    {
        var such = path.Ways.Count(way => way.Outcome == path.Outcome);
        var part = such == path.Ways.Length ? "" : FormattableString.Invariant($" ({such} of {path.Ways.Length} ways)");
        return PlainText.Of(path.Question.Namespace) + part;
    }

    /// <summary>The cells of a row.</summary>
    private sealed record Row(string Host, string Port, string Protocol, EgressMapEntry? Entry)
    {
        public static Row Of(EgressMapEntry entry) => new(
            PlainText.Of(entry.Host),
            entry.Port.ToString(CultureInfo.InvariantCulture),
            PlainText.Of(ProtocolText.Of(entry.Protocol)),
            entry);
    }
}
