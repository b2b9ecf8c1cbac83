using System.CommandLine;
using EgressGuard.Cli.Probing;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard probe</c>: tries on a cluster what must be refused there, and what must not.</summary>
internal static class ProbeCommand
{
    public static Command Create(Terminal terminal)
    {
        var clusters = new ClusterOptions();
        clusters.KubeContext.Aliases.Add("--context");
        var @namespace = new Option<string>("--namespace", "-n")
        {
            Description = "The namespace to try it in: one of the mesh, and none of the platform's.",
            HelpName = "NS",
            DefaultValueFactory = _ => "default",
        };
        var output = Choice.Option("--output", "The format of the report.", "text", "json");
        output.Aliases.Add("-o");
        var command = new Command(
            "probe",
            "Try known ways to bypass admission on a cluster, as server-side dry runs: nothing is stored. Each must be refused, and a few "
            + "objects that are in order must go through; docs/bypass-matrix.md has the classes. "
            + "Exit code 0: all were; 1: something slipped past, or was refused for nothing; 2: wrong usage, or nothing could be tried.")
        {
            clusters.KubeConfig, clusters.KubeContext, @namespace, output,
        };
        command.SetAction(parsed =>
        {
            using var cluster = clusters.Connect(parsed, terminal);
            var report = new ProbeReport(
                cluster.Server, parsed.GetValue(@namespace)!, new ProbeRun(cluster, parsed.GetValue(@namespace)!).Try());
            if (report.IsEmpty)
            {
                throw new UsageException(
                    $"nothing could be tried on {cluster.Server}: {report.Results[0].Detail}; "
                    + $"grant {cluster.User} the verbs create and patch, or use other credentials");
            }

            if (parsed.GetValue(output) == "json")
            {
                report.WriteJson(terminal.Output);
            }
            else
            {
                report.WriteText(terminal.Output, terminal.IsColoured);
            }

            return report.Results.Any(result => result.IsFailure) ? ExitCode.Findings : ExitCode.Clean;
        });
        return command;
    }
}
