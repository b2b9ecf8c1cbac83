using System.Collections.Immutable;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>What is drawn: namespaces on the left, destinations on the right, and how the ones reach the others.</summary>
/// <param name="Left">The namespaces, those with the gravest paths first.</param>
/// <param name="Right">The destinations, likewise.</param>
/// <param name="Edges">The connections, each once, by destination, then namespace, the gravest first.</param>
internal sealed record DrawingModel(ImmutableArray<DrawnNode> Left, ImmutableArray<DrawnNode> Right, ImmutableArray<DrawnEdge> Edges)
{
    private const int MaxDestinations = 60;
    private const int MaxNamespaces = 30;

    /// <summary>The order from top to bottom: what goes past the gateway is drawn above it.</summary>
    private static readonly ImmutableArray<PathOutcome?> TopDown =
    [
        PathOutcome.Direct, PathOutcome.Unknown, PathOutcome.Loop, PathOutcome.ViaGateway, PathOutcome.Blocked, null,
    ];

    /// <summary>Decides what is drawn.</summary>
    public static DrawingModel Of(ImmutableArray<MapRow> rows, ImmutableArray<string> clients)
    {
        var left = new NodeColumn(MaxNamespaces);
        foreach (var (name, outcome) in Namespaces(rows, clients))
        {
            var node = new DrawnNode(name, "#q=" + Uri.EscapeDataString(name), outcome);
            left.Add(name, node, (count, _) => PlainText.Count(count, "namespace"));
        }

        var right = new NodeColumn(MaxDestinations);
        foreach (var row in rows.OrderBy(row => TopDown.IndexOf(row.Outcome)))
        {
            right.Add(row.Id, new DrawnNode(row.Name, "#" + row.Id, row.Outcome), ManyDestinations);
        }

        var (lefts, rights) = (left.Build(), right.Build());
        var edges =
            from row in rows
            from path in row.Entry.Reaches
            from way in path.Ways
            group way by (Right: right.PlaceOf(row.Id), Left: left.PlaceOf(path.Question.Namespace), way.Outcome) into ways
            orderby ways.Key.Right, ways.Key.Left, ways.Key.Outcome descending
            select new DrawnEdge(ways.Key.Left, ways.Key.Right, ways.Key.Outcome, ways.Count());
        return new DrawingModel(lefts, rights, [.. edges]);
    }

    /// <summary>By outcome; what passes the gateway as its destinations do, so that few lines cross; then by name.</summary>
    private static IEnumerable<(string Name, PathOutcome? Outcome)> Namespaces(ImmutableArray<MapRow> rows, ImmutableArray<string> clients)
    {
        var gravest = clients.Distinct().ToDictionary(client => client, _ => (Outcome: (PathOutcome?)null, Row: 0));
        foreach (var (row, path) in rows.SelectMany(row => row.Entry.Reaches, (row, path) => (row, path)))
        {
            if (!(gravest.GetValueOrDefault(path.Question.Namespace).Outcome >= path.Outcome))
            {
                gravest[path.Question.Namespace] = (path.Outcome, path.Outcome > PathOutcome.ViaGateway ? row.Number : 0);
            }
        }

        return gravest
            .OrderBy(client => TopDown.IndexOf(client.Value.Outcome))
            .ThenBy(client => client.Value.Row)
            .ThenBy(client => client.Key, StringComparer.Ordinal)
            .Select(client => (client.Key, client.Value.Outcome));
    }

    private static string ManyDestinations(int count, PathOutcome? outcome) => PlainText.Count(count, "destination") + outcome switch
    {
        PathOutcome.Direct => ", direct",
        PathOutcome.Unknown => ", unknown",
        PathOutcome.Loop => " in loops",
        PathOutcome.ViaGateway => " via gateway",
        PathOutcome.Blocked => ", blocked",
        _ => ", not seen",
    };
}

/// <summary>A namespace, a destination, or many of them.</summary>
/// <param name="Label">What is written.</param>
/// <param name="Link">Where a click leads within the page.</param>
/// <param name="Outcome">The gravest outcome; null when nothing reaches it or it reaches nothing.</param>
/// <param name="IsMany">Whether it stands for many.</param>
internal sealed record DrawnNode(string Label, string Link, PathOutcome? Outcome, bool IsMany = false);

/// <summary>A connection that some way makes.</summary>
/// <param name="Left">The place of the namespace in its column.</param>
/// <param name="Right">The place of the destination in its column.</param>
/// <param name="Outcome">How the ways end.</param>
/// <param name="Ways">How many ways there are.</param>
internal sealed record DrawnEdge(int Left, int Right, PathOutcome Outcome, int Ways);
