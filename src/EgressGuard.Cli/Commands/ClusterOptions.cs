using System.CommandLine;
using EgressGuard.Cli.Clusters;

namespace EgressGuard.Cli.Commands;

/// <summary>The options that say which cluster.</summary>
internal sealed class ClusterOptions
{
    private const string ContextName = "--kube-context";

    /// <summary>The kubeconfig.</summary>
    public Option<string?> KubeConfig { get; } = new("--kubeconfig")
    {
        Description = "The kubeconfig. Default: as kubectl, the files of KUBECONFIG or ~/.kube/config; "
            + "in a pod without either, its service account.",
        HelpName = "FILE",
    };

    /// <summary>The context of the kubeconfig.</summary>
    public Option<string?> KubeContext { get; } = new(ContextName)
    {
        Description = "The context of the kubeconfig. Default: its current one.",
        HelpName = "NAME",
    };

    /// <summary>Finds the cluster. Nothing is sent yet.</summary>
    /// <exception cref="UsageException">It is not described well enough to be reached.</exception>
    public Cluster Connect(ParseResult parsed, Terminal terminal) =>
        Cluster.Connect(parsed.GetValue(KubeConfig), parsed.GetValue(KubeContext), ContextName, terminal);
}
