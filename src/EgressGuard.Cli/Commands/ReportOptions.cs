using System.CommandLine;
using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Commands;

/// <summary>The options of commands that judge: the format of the report, and what makes them fail.</summary>
internal sealed class ReportOptions
{
    private const string Deny = "deny";
    private const string Warn = "warn";

    public ReportOptions() => Output.Aliases.Add("-o");

    /// <summary>The format.</summary>
    public Option<string> Output { get; } = Choice.Option("--output", "The format of the report.", "text", "json", "sarif", "junit", "github");

    /// <summary>What makes a command fail.</summary>
    public Option<string> FailOn { get; } =
        Choice.Option("--fail-on", "The least action of a finding that makes the exit code 1.", Deny, Warn);

    /// <summary>Writes the report and gives the exit code.</summary>
    public int Finish(CheckReport report, EgressPolicy policy, ParseResult parsed, Terminal terminal)
    {
        Write(report, parsed.GetValue(Output)!, policy, terminal);
        var least = parsed.GetValue(FailOn) == Warn ? RuleAction.Warn : RuleAction.Deny;
        return report.Objects.Any(item => item.Gravest >= least) ? ExitCode.Findings : ExitCode.Clean;
    }

    private static void Write(CheckReport report, string format, EgressPolicy policy, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                JsonReport.Write(report, terminal.Output);
                break;
            case "sarif":
                SarifReport.Write(report, policy, terminal.Output);
                break;
            case "junit":
                JUnitReport.Write(report, terminal.Output);
                break;
            case "github":
                GitHubReport.Write(report, terminal.Output);
                break;
            default:
                TextReport.Write(report, terminal.Output, terminal.IsColoured);
                break;
        }
    }
}
