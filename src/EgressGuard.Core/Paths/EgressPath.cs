using System.Collections.Immutable;

namespace EgressGuard.Core.Paths;

/// <summary>The answer to a <see cref="PathQuestion"/>.</summary>
public sealed record EgressPath
{
    /// <summary>The question.</summary>
    public required PathQuestion Question { get; init; }

    /// <summary>The protocol of the port that answers, as written; null when nothing answers there, "" when none is written.</summary>
    public string? Protocol { get; init; }

    /// <summary>The ways that traffic can take, each once, in the order in which routes are tried; at least one.</summary>
    public required ImmutableArray<PathWay> Ways { get; init; }

    /// <summary>The objects that could have decided and did not, ordered by kind and name. Found when somebody asks.</summary>
    public ImmutableArray<PathLoser> Losers
    {
        get => _losers ??= [.. FindLosers()];
        init => _losers = value;
    }

    /// <summary>Who knows the objects that did not decide, one for each sort of pod.</summary>
    internal ImmutableArray<SidecarSide> Undecided { private get; init; } = [];

    private ImmutableArray<PathLoser>? _losers;

    /// <summary>The gravest outcome of any way.</summary>
    public PathOutcome Outcome
    {
        get
        {
            var gravest = PathOutcome.Blocked;
            foreach (var way in Ways)
            {
                gravest = way.Outcome > gravest ? way.Outcome : gravest;
            }

            return gravest;
        }
    }

    /// <summary>Whether something is wrong with any way.</summary>
    internal bool HasFaults
    {
        get
        {
            foreach (var way in Ways)
            {
                if (!way.Faults.IsEmpty)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The first of the gravest ways.</summary>
    public PathWay Gravest => Ways.MaxBy(way => way.Outcome)!;

    private IEnumerable<PathLoser> FindLosers()
    {
        var decided = Ways.SelectMany(way => way.Hops).Select(hop => (hop.Object?.Kind, hop.Object?.Reference)).ToHashSet();
        return Undecided
            .SelectMany(side => side.Losers)
            .DistinctBy(loser => loser.Object)
            .Where(loser => !decided.Contains((loser.Object.Kind, loser.Object.Reference)))
            .OrderBy(loser => loser.Object.Kind).ThenBy(loser => loser.Object.Reference);
    }
}
