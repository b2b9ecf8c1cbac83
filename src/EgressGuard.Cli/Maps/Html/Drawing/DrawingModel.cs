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
    /// <summary>With more destinations than this only those that ask for attention are drawn one by one, and no more than these.</summary>
    public const int MaxDestinations = 60;

    /// <summary>The same for namespaces.</summary>
    public const int MaxNamespaces = 40;

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
            left.Add(name, new DrawnNode(name, "#q=" + Uri.EscapeDataString(name), outcome), (count, _) => PlainText.Count(count, "namespace"));
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
            let edge = new DrawnEdge(left.PlaceOf(path.Question.Namespace), right.PlaceOf(row.Id), way.Outcome)
            orderby edge.Right, edge.Left, edge.Outcome descending
            select edge;
        return new DrawingModel(lefts, rights, [.. edges.Distinct()]);
    }

    private static IEnumerable<(string Name, PathOutcome? Outcome)> Namespaces(ImmutableArray<MapRow> rows, ImmutableArray<string> clients)
    {
        var gravest = clients.ToDictionary(client => client, _ => (PathOutcome?)null);
        foreach (var path in rows.SelectMany(row => row.Entry.Reaches))
        {
            var known = gravest.GetValueOrDefault(path.Question.Namespace);
            gravest[path.Question.Namespace] = known > path.Outcome ? known : path.Outcome;
        }

        return gravest
            .Select(client => (Name: client.Key, Outcome: client.Value))
            .OrderBy(client => TopDown.IndexOf(client.Outcome))
            .ThenBy(client => client.Name, StringComparer.Ordinal);
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
/// <param name="Outcome">How the way ends.</param>
internal sealed record DrawnEdge(int Left, int Right, PathOutcome Outcome);
