using System.Globalization;
using EgressGuard.Cli.Checking;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Reports;

/// <summary>The report for people: a group per object with findings, each with its place, its reason and its fix; a summary at the end.</summary>
internal static class TextReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">The outcome.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isColoured">Whether the terminal shows colour.</param>
    public static void Write(CheckReport report, TextWriter output, bool isColoured)
    {
        var paint = Paint.For(isColoured);
        foreach (var item in report.Objects.Where(item => !item.Findings.IsEmpty))
        {
            output.WriteLine(paint(PlainText.Of(item.ToString()), Paint.Bold));
            foreach (var located in item.Findings)
            {
                WriteFinding(item, located, output, paint);
            }

            output.WriteLine();
        }

        WriteExempted(report, output);
        WriteOmissions(report, output);
        output.WriteLine(Summary.Line(report, paint));
    }

    private static void WriteFinding(CheckedObject item, LocatedFinding located, TextWriter output, Func<string, string, string> paint)
    {
        var (finding, line, column) = located;
        var level = paint(ActionText.Of(finding.Action), ColourOf(finding.Action));
        var place = item.IsWritten ? string.Create(CultureInfo.InvariantCulture, $"{PlainText.Of(item.Source)}:{line}:{column}  ") : "";
        output.WriteLine($"  {place}{level}  {finding.Rule} {finding.Name}{Pointer(finding)}");
        output.WriteLine($"    {PlainText.Of(finding.Message)}");
        output.WriteLine($"    Fix: {PlainText.Of(finding.Remedy)}");
        if (located.AnchorLine is { } anchor)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    The value comes from the anchor on line {anchor}."));
        }
    }

    private static string Pointer(Finding finding) => finding.Pointer.Length == 0 ? "" : "  " + PlainText.Of(finding.Pointer);

    private static void WriteExempted(CheckReport report, TextWriter output)
    {
        var lines = Summary.ExemptedLines(report).ToList();
        if (lines.Count == 0)
        {
            return;
        }

        output.WriteLine("Found, and exempted for now:");
        foreach (var line in lines)
        {
            output.WriteLine("  " + PlainText.Of(line));
        }

        output.WriteLine();
    }

    private static void WriteOmissions(CheckReport report, TextWriter output)
    {
        var lines = Summary.OmissionLines(report).ToList();
        if (lines.Count == 0)
        {
            return;
        }

        output.WriteLine(report.IsOnCluster
            ? "Not evaluated, because the cluster does not tell:"
            : "Not evaluated, because the input does not tell (give it with --context):");
        foreach (var line in lines)
        {
            output.WriteLine("  " + PlainText.Of(line));
        }

        output.WriteLine();
    }

    private static string ColourOf(RuleAction action) => action switch
    {
        RuleAction.Deny => Paint.Red,
        RuleAction.Warn => Paint.Yellow,
        _ => Paint.Cyan,
    };
}
