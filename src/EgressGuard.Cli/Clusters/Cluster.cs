using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Cli.Clusters;

/// <summary>The cluster that a command looks at.</summary>
internal sealed class Cluster : IDisposable
{
    private readonly ApiClient _api;

    private Cluster(ClusterConnection connection, string user, Terminal terminal)
    {
        (Server, User) = (connection.Server, user);
        _api = new ApiClient(connection);
        Listing = new ClusterListing(_api, WatchSettings.For(new ListingLog(terminal)));
    }

    /// <summary>The address of its API server.</summary>
    public Uri Server { get; }

    /// <summary>As whom it is asked, for people: where the credentials come from.</summary>
    public string User { get; }

    /// <summary>Writes that are tried and not stored.</summary>
    public IDryRunApi DryRuns => _api;

    /// <summary>Everything else that can be asked of it.</summary>
    public IKubernetesApi Api => _api;

    /// <summary>What it holds.</summary>
    public ClusterListing Listing { get; }

    /// <summary>
    /// Finds the cluster as kubectl does: the kubeconfig that is given, or the one there is; where there is none, a pod's service account.
    /// </summary>
    /// <param name="file">The kubeconfig that is asked for; null for what the environment says.</param>
    /// <param name="context">The context that is asked for; null for the current one.</param>
    /// <param name="contextOption">The option that names a context.</param>
    /// <param name="terminal">The environment.</param>
    /// <exception cref="UsageException">It is not described well enough to be reached; the message names place and remedy.</exception>
    public static Cluster Connect(string? file, string? context, string contextOption, Terminal terminal)
    {
        var options = new KubeConfigOptions
        {
            File = file,
            Context = context,
            ContextOption = contextOption,
            Environment = terminal.Environment,
            Time = terminal.Time,
        };
        options = terminal.Environment("HOME") is { Length: > 0 } home ? options with { Home = home } : options;
        var listed = terminal.Environment("KUBECONFIG") is { Length: > 0 } list ? list : Path.Combine(options.Home, ".kube", "config");
        try
        {
            if (file is null && context is null && InCluster.IsHere(terminal.Environment)
                && !listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(File.Exists))
            {
                return new Cluster(InCluster.Load(terminal.Time, terminal.Environment), "this pod's service account", terminal);
            }

            var user = $"the {(context is null ? "current context" : $"context '{context}'")} of {file ?? listed}";
            return new Cluster(KubeConfig.Load(options), user, terminal);
        }
        catch (ConnectionException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    /// <summary>Asks the cluster something. A command has nothing else to do meanwhile; Ctrl-C ends the process.</summary>
    /// <exception cref="UsageException">It cannot be asked, or does not answer all of it.</exception>
    public T Ask<T>(Func<CancellationToken, Task<T>> question)
    {
        try
        {
            return question(CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is ListingException or AggregateException)
        {
            throw ClusterFailure.Explain(this, exception);
        }
    }

    public void Dispose() => _api.Dispose();
}
