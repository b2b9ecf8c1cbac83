using System.CommandLine;
using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Clusters;
using EgressGuard.Cli.Inputs;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard check</c>: the verdicts on manifests.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var inputs = new InputOptions();
        inputs.Policy.Description = "The EgressPolicy, YAML or JSON. Default: with --cluster, the cluster's; else the built-in policy.";
        var context = ContextOption.Create("Manifests that are the mesh around those to judge");
        var live = new Option<bool>("--cluster")
        {
            Description = "Judge as if the manifests were applied to a cluster now: its objects are the mesh, but for those that the manifests "
                + "replace, and its policy and exemptions count.",
        };
        var clusters = new ClusterOptions();
        var exemptions = new ExemptionOptions("EgressExemptions, besides those among the manifests");
        var reports = new ReportOptions();
        var command = new Command("check", "Judge manifests as admission would. Exit code 0: clean; 1: findings; 2: wrong usage or unreadable input.")
        {
            inputs.Paths, inputs.Policy, context, live, clusters.KubeConfig, clusters.KubeContext, exemptions.Paths, exemptions.At,
            inputs.Namespace, reports.Output, reports.FailOn, inputs.Recursive,
        };
        command.Validators.Add(result =>
        {
            var isLive = result.GetValue(live);
            if (isLive && result.GetResult(context) is { Implicit: false })
            {
                result.AddError(
                    "--cluster and --context exclude each other: the mesh is a cluster's, or it is in manifests. "
                    + "(--kube-context names a context of the kubeconfig.)");
            }

            foreach (var option in (ReadOnlySpan<Option>)[clusters.KubeConfig, clusters.KubeContext])
            {
                if (!isLive && result.GetResult(option) is { Implicit: false })
                {
                    result.AddError($"{option.Name} needs --cluster: without it, no cluster is asked.");
                }
            }
        });
        command.SetAction(parsed =>
        {
            var contexts = parsed.GetValue(context) ?? [];
            var state = parsed.GetValue(live) ? Read(clusters, parsed, terminal) : null;
            var policyFile = parsed.GetValue(inputs.Policy);
            var policy = state is null ? InputOptions.ReadPolicy(policyFile) : state.PolicyOr(policyFile);
            var run = new CheckRun(policy, parsed.GetValue(inputs.Namespace)!, exemptions.Now(parsed, terminal), state?.Listing.Mesh);
            run.AddExemptions(state?.ReadExemptions() ?? []);
            run.AddExemptions(exemptions.Read(parsed, terminal));
            using var progress = new Progress(terminal);
            foreach (var manifest in ContextOption.Read(contexts, terminal.Input))
            {
                run.AddContext(run.Describe(manifest));
                progress.Count();
            }

            var (paths, recursive) = (parsed.GetValue(inputs.Paths)!, parsed.GetValue(inputs.Recursive));
            foreach (var described in InputFiles.Read(paths, recursive, terminal.Input, run.Describe))
            {
                run.Add(described);
                progress.Count();
            }

            var report = run.Judge(contextIsComplete: contexts.Length > 0);
            progress.Dispose();
            if (report.Objects.IsEmpty && report.Unjudged == 0)
            {
                terminal.Error.WriteLine("egressguard: no object was found in the input");
            }

            return reports.Finish(report, policy, parsed, terminal);
        });
        return command;
    }

    private static ClusterState Read(ClusterOptions clusters, ParseResult parsed, Terminal terminal)
    {
        using var cluster = clusters.Connect(parsed, terminal);
        var state = ClusterState.Read(cluster);
        state.TellUnreadable(terminal);
        return state;
    }
}
