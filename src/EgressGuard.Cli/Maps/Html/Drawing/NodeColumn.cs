using System.Collections.Immutable;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html.Drawing;

/// <summary>
/// A column of the drawing. When it would be too long, only what asks for attention stands alone, as far as it fits on a screen, and the
/// rest in one node per outcome.
/// </summary>
/// <param name="limit">So many nodes are not too long.</param>
internal sealed class NodeColumn(int limit)
{
    private const int MaxAlone = 20;

    private readonly List<(string Key, DrawnNode Node, Func<int, PathOutcome?, string> NameMany)> _all = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Adds a node. Nodes come in their order, those of one outcome together.</summary>
    /// <param name="key">What it is found by afterwards.</param>
    /// <param name="node">The node.</param>
    /// <param name="nameMany">Names so many of its outcome.</param>
    public void Add(string key, DrawnNode node, Func<int, PathOutcome?, string> nameMany) => _all.Add((key, node, nameMany));

    /// <summary>The column from top to bottom.</summary>
    public ImmutableArray<DrawnNode> Build()
    {
        var nodes = ImmutableArray.CreateBuilder<DrawnNode>();
        var isShort = _all.Count <= limit;
        foreach (var group in _all.GroupBy(item => item.Node.Outcome))
        {
            var alone = isShort ? int.MaxValue : group.Key >= PathOutcome.Unknown ? MaxAlone - nodes.Count : 0;
            foreach (var (key, node, _) in group.Take(alone))
            {
                _places[key] = nodes.Count;
                nodes.Add(node);
            }

            var rest = group.Skip(alone).ToList();
            foreach (var (key, _, _) in rest)
            {
                _places[key] = nodes.Count;
            }

            if (rest.Count > 0)
            {
                var link = "#outcome=" + OutcomeWords.IdOf(group.Key);
                nodes.Add(new DrawnNode(rest[0].NameMany(rest.Count, group.Key), link, group.Key, IsMany: true));
            }
        }

        return nodes.ToImmutable();
    }

    /// <summary>The place of what was added, from 0.</summary>
    public int PlaceOf(string key) => _places[key];
}
