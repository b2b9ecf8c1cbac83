using System.Collections.Immutable;

namespace EgressGuard.Core.Paths;

/// <summary>A way that is being followed: what happened so far. Immutable, since ways part; each step refers to the one before it.</summary>
internal sealed class Trail
{
    private readonly Trail? _before;
    private readonly PathHop? _hop;
    private readonly ImmutableArray<string> _conditions;
    private readonly ImmutableArray<PathFault> _faults;
    private readonly int _length;

    private Trail(Trail? before, PathHop? hop, ImmutableArray<string> conditions, ImmutableArray<PathFault> faults)
    {
        (_before, _hop, _conditions, _faults) = (before, hop, conditions, faults);
        _length = (before?._length ?? 0) + (hop is null ? 0 : 1);
    }

    /// <summary>The beginning.</summary>
    public static Trail Start { get; } = new(null, null, [], []);

    /// <summary>One step further.</summary>
    public Trail Then(HopKind kind, PathObject? place, string text) => new(this, new PathHop(kind, place, text), _conditions, _faults);

    /// <summary>For part of the traffic only; null for no further condition.</summary>
    public Trail If(string? condition) =>
        condition is null || _conditions.Contains(condition) ? this : new Trail(this, null, _conditions.Add(condition), _faults);

    /// <summary>Something is wrong with it.</summary>
    public Trail With(PathFault fault) => new(this, null, _conditions, _faults.Add(fault));

    /// <summary>The way as it ends.</summary>
    public PathWay End(PathOutcome outcome, string reason, params ImmutableArray<PathFault> faults) => new(
        outcome, _conditions.IsEmpty ? null : string.Join(", ", _conditions), Hops(), reason, faults.IsEmpty ? _faults : _faults.AddRange(faults));

    private ImmutableArray<PathHop> Hops()
    {
        var hops = ImmutableArray.CreateBuilder<PathHop>(_length);
        hops.Count = _length;
        var place = _length;
        for (var step = this; step is not null; step = step._before)
        {
            if (step._hop is { } hop)
            {
                hops[--place] = hop;
            }
        }

        return hops.MoveToImmutable();
    }
}
