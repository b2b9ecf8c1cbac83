using System.CommandLine;
using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard check</c>: the verdicts on manifests.</summary>
internal static class CheckCommand
{
    private const string Deny = "deny";
    private const string Warn = "warn";

    public static Command Create(Terminal terminal)
    {
        var inputs = new InputOptions();
        var context = ContextOption.Create("Manifests that are the mesh around those to judge");
        var exemptions = new ExemptionOptions();
        var output = Choice.Option("--output", "The format of the report.", "text", "json", "sarif", "junit", "github");
        output.Aliases.Add("-o");
        var failOn = Choice.Option("--fail-on", "The least action of a finding that makes the exit code 1.", Deny, Warn);
        var command = new Command("check", "Judge manifests as admission would. Exit code 0: clean; 1: findings; 2: wrong usage or unreadable input.")
        {
            inputs.Paths, inputs.Policy, context, exemptions.Paths, exemptions.At, inputs.Namespace, output, failOn, inputs.Recursive,
        };
        command.SetAction(parsed =>
        {
            var contexts = parsed.GetValue(context) ?? [];
            var policy = InputOptions.ReadPolicy(parsed.GetValue(inputs.Policy));
            var run = new CheckRun(policy, parsed.GetValue(inputs.Namespace)!, exemptions.Now(parsed, terminal));
            run.AddExemptions(exemptions.Read(parsed, terminal));
            using var progress = new Progress(terminal);
            foreach (var manifest in ContextOption.Read(contexts, terminal.Input))
            {
                run.AddContext(manifest);
                progress.Count();
            }

            foreach (var manifest in InputFiles.Read(parsed.GetValue(inputs.Paths)!, parsed.GetValue(inputs.Recursive), terminal.Input))
            {
                run.Add(manifest);
                progress.Count();
            }

            var report = run.Judge(contextIsComplete: contexts.Length > 0);
            progress.Dispose();
            if (report.Objects.IsEmpty && report.Unjudged == 0)
            {
                terminal.Error.WriteLine("egressguard: no object was found in the input");
            }

            Write(report, parsed.GetValue(output)!, policy, terminal);
            var least = parsed.GetValue(failOn) == Warn ? RuleAction.Warn : RuleAction.Deny;
            return report.Objects.Any(item => item.Gravest >= least) ? ExitCode.Findings : ExitCode.Clean;
        });
        return command;
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
