using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>What two answers are compared by.</summary>
/// <param name="Outcome">The gravest outcome.</param>
/// <param name="Outcomes">The outcomes of all ways, ordered.</param>
/// <param name="Faults">The faults of the gravest ways, ordered.</param>
internal sealed record PathAnswer(PathOutcome Outcome, string Outcomes, string Faults)
{
    public static PathAnswer Of(IEnumerable<(PathOutcome Outcome, IEnumerable<PathFaultCode> Faults)> ways)
    {
        var all = ways.ToList();
        var gravest = all.Max(way => way.Outcome);
        return new PathAnswer(
            gravest,
            string.Join(", ", all.Select(way => way.Outcome).Distinct().Order()),
            string.Join(", ", all.Where(way => way.Outcome == gravest).SelectMany(way => way.Faults).Distinct().Order()));
    }

    public override string ToString() => $"{Outcome} [{Outcomes}] because of [{Faults}]";
}
