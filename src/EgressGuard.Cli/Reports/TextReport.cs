using System.Globalization;
using EgressGuard.Cli.Checking;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Reports;

/// <summary>The report for people: a group per object with findings, a summary at the end.</summary>
internal static class TextReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">The outcome.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isColoured">Whether the terminal shows colour.</param>
    public static void Write(CheckReport report, TextWriter output, bool isColoured)
    {
        foreach (var item in report.Objects.Where(item => !item.Findings.IsEmpty))
        {
            output.WriteLine(Paint(item.ToString(), "1", isColoured));
            foreach (var (finding, line, column) in item.Findings)
            {
                var level = Paint(LevelOf(finding.Action), ColourOf(finding.Action), isColoured);
                output.WriteLine(Invariant($"  {Printable(item.Source)}:{line}:{column}  {level}  {finding.Rule} {finding.Name}"));
                output.WriteLine($"    {Printable(finding.Message)}");
                output.WriteLine($"    Fix: {Printable(finding.Remedy)}");
            }

            output.WriteLine();
        }

        WriteOmissions(report, output);
        WriteSummary(report, output);
    }

    private static void WriteOmissions(CheckReport report, TextWriter output)
    {
        var omissions = report.Objects
            .SelectMany(item => item.NotEvaluated.Select(omission => (omission.Rule, omission.Missing)))
            .GroupBy(omission => omission)
            .OrderBy(group => group.Key)
            .ToList();
        if (omissions.Count == 0)
        {
            return;
        }

        output.WriteLine("Not evaluated, because the input does not tell (give it with --context):");
        foreach (var group in omissions)
        {
            output.WriteLine(Invariant($"  {group.Key.Rule} for {Count(group.Count(), "object")}: {Printable(group.Key.Missing)}"));
        }

        output.WriteLine();
    }

    private static void WriteSummary(CheckReport report, TextWriter output)
    {
        output.Write(Invariant($"{Count(report.Objects.Length, "object")} judged: "));
        output.Write(Invariant($"{report.Allowed} allowed, {report.Warned} warned, {report.Denied} denied; {Count(report.Findings, "finding")}."));
        if (report.Unjudged > 0)
        {
            var kinds = string.Join(", ", report.NotJudged.Select(entry => Invariant($"{entry.Value} {Printable(entry.Key)}")));
            output.Write(Invariant($" No rule judges {Count(report.Unjudged, "more object")} ({kinds})."));
        }

        output.WriteLine();
    }

    private static string LevelOf(RuleAction action) => action switch
    {
        RuleAction.Deny => "deny",
        RuleAction.Warn => "warn",
        _ => "audit",
    };

    private static string ColourOf(RuleAction action) => action switch
    {
        RuleAction.Deny => "31",
        RuleAction.Warn => "33",
        _ => "36",
    };

    private static string Paint(string text, string colour, bool isColoured) => isColoured ? $"\u001b[{colour}m{Printable(text)}\u001b[0m" : Printable(text);

    /// <summary>Text of the input without control characters: a manifest must not be able to write over the report on a terminal.</summary>
    private static string Printable(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c))
        : text;

    private static string Count(int count, string noun) => Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
