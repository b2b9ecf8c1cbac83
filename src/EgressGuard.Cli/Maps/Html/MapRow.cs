using System.Collections.Immutable;
using System.Globalization;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps.Html;

/// <summary>A destination in the order of the page.</summary>
/// <param name="Number">Its place, from 1: names it within the page.</param>
/// <param name="Entry">The destination.</param>
/// <param name="Groups">Its paths by outcome, the gravest first; none when no namespace sees it.</param>
internal sealed record MapRow(int Number, EgressMapEntry Entry, ImmutableArray<MapGroup> Groups)
{
    /// <summary>The gravest outcome; null when no namespace sees the destination.</summary>
    public PathOutcome? Outcome => Groups.IsEmpty ? null : Groups[0].Outcome;

    /// <summary>The row's id in the page. No name of the input is ever one.</summary>
    public string Id => "d" + Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Host and port, for people.</summary>
    public string Name => $"{Entry.Host}:{Entry.Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The destinations of a map, the gravest first, those that nobody sees last.</summary>
    public static ImmutableArray<MapRow> Of(EgressMap map) =>
    [
        .. map.Entries
            .Select(entry => (Entry: entry, Groups: MapGroup.Of(entry)))
            .OrderByDescending(row => row.Groups.IsEmpty ? -1 : (int)row.Groups[0].Outcome)
            .ThenBy(row => row.Entry.Host, StringComparer.Ordinal)
            .ThenBy(row => row.Entry.Port)
            .Select((row, index) => new MapRow(index + 1, row.Entry, row.Groups)),
    ];
}

/// <summary>The paths to a destination that have one outcome, in the order of namespaces.</summary>
internal sealed record MapGroup(PathOutcome Outcome, ImmutableArray<EgressPath> Paths)
{
    /// <summary>The groups of a destination, the gravest first.</summary>
    public static ImmutableArray<MapGroup> Of(EgressMapEntry entry) =>
    [
        .. entry.Reaches
            .GroupBy(path => path.Outcome)
            .OrderByDescending(group => group.Key)
            .Select(group => new MapGroup(group.Key, [.. group.OrderBy(path => path.Question.Namespace, StringComparer.Ordinal)])),
    ];
}
