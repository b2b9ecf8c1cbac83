using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>
/// A rule about a fault that several objects make together, by the naive implementation of the egress path. It asks every question of the
/// mesh, before and after the change, and so holds that the rules leave none out that the change touches.
/// </summary>
internal abstract class PathRuleOracle : RuleOracle
{
    /// <summary>The kinds that the rule judges.</summary>
    private protected abstract IReadOnlyList<string> Kinds { get; }

    /// <summary>What is apt to bring the fault about.</summary>
    private protected abstract IReadOnlyList<Action<MeshObjects, Pick>> Mistakes { get; }

    /// <summary>The faults that the rule is about.</summary>
    private protected abstract IReadOnlyList<PathFaultCode> Codes { get; }

    /// <summary>Whether the fault can be made of this form by little.</summary>
    private protected virtual bool IsPossible(Form form) => true;

    /// <summary>Each case is a mesh with some ten questions, twice.</summary>
    public override int CasesPerTenThousand => 250;

    public sealed override OracleCase Generate(Pick pick) => PathCases.Generate(pick, Kinds, Mistakes, [.. Form.All.Where(IsPossible)]);

    /// <summary>Whether the rule is about this way at all.</summary>
    private protected virtual bool Concerns(NaiveWay way) => true;

    /// <summary>Whether the rule tells this fault.</summary>
    private protected virtual bool IsTold(NaiveFault fault, PathAsked asked) => true;

    public sealed override IEnumerable<string> Violations(OracleCase @case) =>
        PathQuestions.IsPlatform(NaiveJson.Namespace(@case.Object), @case) ? [] : Found(new PathCase(@case)).Distinct().Select(found => found.Pointer);

    /// <summary>
    /// Of the object as a whole: where there was such a fault before, and only some of its places are others now, it is the same or another one.
    /// </summary>
    public sealed override IEnumerable<string> LeftOpen(OracleCase @case)
    {
        var change = new PathCase(@case);
        var hasMoved = PathAsked.All(change).Any(asked => asked.After.SelectMany(way => way.Faults).Where(fault => Codes.Contains(fault.Code)).Any(fault =>
            asked.Before.SelectMany(way => way.Faults).Any(former =>
                former.Code == fault.Code && !former.Equals(fault) && former.Places.Intersect(fault.Places).Any(place => !change.IsSubject(place)))));
        return hasMoved ? [""] : [];
    }

    private IEnumerable<(string Pointer, PathFaultCode Code)> Found(PathCase change) =>
        from asked in PathAsked.All(change)
        from way in asked.After
        where Concerns(way)
        from fault in way.Faults
        where Codes.Contains(fault.Code)
        let pointer = Place(fault, asked)
        where pointer is not null && IsTold(fault, asked)
        select (pointer, fault.Code);

    /// <summary>The place in the subject; "" where the change takes a way that was good, by a fault of others; null for none.</summary>
    private static string? Place(NaiveFault fault, PathAsked asked)
    {
        if (fault.Places.FirstOrDefault(asked.Change.IsSubject) is { } own)
        {
            return own.Pointer;
        }

        var wasGood = !asked.IsSupposed && asked.WasAnswered && asked.Before.Max(way => way.Outcome) == PathOutcome.ViaGateway;
        return wasGood && !asked.Before.SelectMany(way => way.Faults).Contains(fault) ? "" : null;
    }
}
