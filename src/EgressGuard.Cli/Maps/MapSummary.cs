using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Maps;

/// <summary>A map in one line, and its first bad path.</summary>
internal static class MapSummary
{
    /// <summary><c>12 hosts, 3 namespaces; 1 way leaves directly, 2 cannot be told</c>.</summary>
    public static string Line(EgressMap map)
    {
        var hosts = map.Entries.Select(entry => entry.Host).Distinct(StringComparer.Ordinal).Count();
        return $"{PlainText.Count(hosts, "host")}, {PlainText.Count(map.Clients.Length, "namespace")}; {Ways(map)}";
    }

    /// <summary>The gravest path, where one leaves directly or loops.</summary>
    public static EgressPath? FirstBad(EgressMap map)
    {
        var gravest = map.Entries.SelectMany(entry => entry.Reaches).MaxBy(path => path.Outcome);
        return gravest is not null && Paths.OutcomeText.IsBad(gravest.Outcome) ? gravest : null;
    }

    private static string Ways(EgressMap map)
    {
        var counts = map.Entries.SelectMany(entry => entry.Reaches).CountBy(path => path.Outcome).ToDictionary();
        var (direct, loops, unknown) = (Of(PathOutcome.Direct), Of(PathOutcome.Loop), Of(PathOutcome.Unknown));
        var ways = direct == 0 ? "nothing leaves directly" : $"{PlainText.Count(direct, "way")} {(direct == 1 ? "leaves" : "leave")} directly";
        ways += loops == 0 ? "" : FormattableString.Invariant($", {loops} {(loops == 1 ? "loops" : "loop")}");
        return ways + (unknown == 0 ? "" : FormattableString.Invariant($", {unknown} cannot be told"));

        int Of(PathOutcome outcome) => counts.GetValueOrDefault(outcome);
    }
}
