using System.CommandLine;
using EgressGuard.Cli.Auditing;
using EgressGuard.Cli.Clusters;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard audit</c>: the verdicts on what a cluster holds.</summary>
internal static class AuditCommand
{
    public static Command Create(Terminal terminal)
    {
        var clusters = new ClusterOptions();
        var policyFile = new Option<string?>("--policy")
        {
            Description = "The EgressPolicy, YAML or JSON, in place of the cluster's. "
                + "Default: the cluster's 'default', else the built-in policy.",
            HelpName = "FILE",
        };
        var exemptions = new ExemptionOptions("EgressExemptions, besides the cluster's and in place of those of the same name");
        var reports = new ReportOptions();
        var command = new Command(
            "audit",
            "Judge every object of a cluster as admission would, were it created today as it is: nothing is labelled first. "
            + "Passed over are pods that have ended, and ReplicaSets and Jobs that a controller made. "
            + "Exit code 0: clean; 1: findings; 2: wrong usage, or a cluster that cannot be read whole.")
        {
            clusters.KubeConfig, clusters.KubeContext, policyFile, exemptions.Paths, exemptions.At, reports.Output, reports.FailOn,
        };
        command.SetAction(parsed =>
        {
            var given = exemptions.Read(parsed, terminal);
            using var cluster = clusters.Connect(parsed, terminal);
            using var progress = new Progress(terminal);
            var state = ClusterState.Read(cluster);
            var policy = state.PolicyOr(parsed.GetValue(policyFile));
            var basis = new JudgingBasis(
                state.Listing.Mesh.ForDomain(policy.Mesh.ClusterDomain),
                policy,
                ExemptionSet.Of(state.ReadExemptions()).With(given),
                exemptions.Now(parsed, terminal));
            var report = new AuditRun(cluster, state, basis, progress).Judge();
            progress.Dispose();
            return reports.Finish(report, policy, parsed, terminal);
        });
        return command;
    }
}
