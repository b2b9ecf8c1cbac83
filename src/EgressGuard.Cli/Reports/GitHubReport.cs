using System.Globalization;
using System.Text;
using EgressGuard.Cli.Checking;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Reports;

/// <summary>
/// Workflow commands of GitHub Actions, one line a finding: the runner shows them in the change, at the line. Everything in them is
/// escaped as the runner's own toolkit does it, so that no name can end a command and begin another.
/// </summary>
internal static class GitHubReport
{
    /// <summary>Writes the report.</summary>
    public static void Write(CheckReport report, TextWriter output)
    {
        foreach (var item in report.Objects)
        {
            foreach (var located in item.Findings)
            {
                output.Write(Line(item, located));
                output.Write('\n');
            }
        }

        // The runner still looks for its first commands, ##[name], anywhere in a line; a kind can be named like one.
        output.Write(Summary.Line(report).Replace("##[", "## [", StringComparison.Ordinal));
        output.Write('\n');
    }

    private static string Line(CheckedObject item, LocatedFinding located)
    {
        var (finding, line, column) = located;
        var title = Property($"{finding.Rule} {finding.Name}");
        var message = Data($"{item}: {finding.Message} {finding.Remedy}");
        var place = item.IsWritten
            ? string.Create(CultureInfo.InvariantCulture, $"file={Property(item.Source)},line={line},col={column},")
            : "";
        return $"::{CommandOf(finding.Action)} {place}title={title}::{message}";
    }

    private static string CommandOf(RuleAction action) => action switch
    {
        RuleAction.Deny => "error",
        RuleAction.Warn => "warning",
        _ => "notice",
    };

    /// <summary>Line ends are told, as the runner unescapes them; what else would act on the log's terminal is not.</summary>
    private static string Data(string text) => PlainText.Of(new StringBuilder(text)
        .Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A").ToString());

    private static string Property(string text) => new StringBuilder(Data(text))
        .Replace(":", "%3A").Replace(",", "%2C").ToString();
}
