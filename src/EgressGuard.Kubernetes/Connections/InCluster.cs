namespace EgressGuard.Kubernetes.Connections;

/// <summary>The connection of a pod to the API server of its own cluster, with its service account.</summary>
public static class InCluster
{
    /// <summary>Where kubelet puts the service account.</summary>
    public const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

    private const string HostVariable = "KUBERNETES_SERVICE_HOST";
    private const string PortVariable = "KUBERNETES_SERVICE_PORT";
    private const string Remedy = "set automountServiceAccountToken: true in the pod, or run with a kubeconfig";

    /// <summary>Whether this process runs in a pod.</summary>
    public static bool IsHere(Func<string, string?>? environment = null) =>
        !string.IsNullOrEmpty((environment ?? Environment.GetEnvironmentVariable)(HostVariable));

    /// <summary>The connection. All files must be there: without its own authority, any that the system trusts could pose as the server.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="environment">Reads an environment variable; null for the process's own.</param>
    /// <param name="directory">Where the service account is.</param>
    /// <exception cref="ConnectionException">A variable or a file is missing or unusable; the message names it.</exception>
    public static ClusterConnection Load(TimeProvider time, Func<string, string?>? environment = null, string directory = ServiceAccount)
    {
        environment ??= Environment.GetEnvironmentVariable;
        var host = Variable(environment, HostVariable);
        var port = Variable(environment, PortVariable);
        var address = $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host)}:{port}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server))
        {
            throw new ConnectionException($"{HostVariable} '{host}' and {PortVariable} '{port}' make no address; correct them, or run with a kubeconfig.");
        }

        try
        {
            return new ClusterConnection
            {
                Server = server,
                Authority = CertificateAuthority.FromFile(Path.Combine(directory, "ca.crt")),
                Credentials = new TokenFile(Path.Combine(directory, "token"), "the token", Credential.None, time),
                Namespace = LocalFile.ReadText(Path.Combine(directory, "namespace"), "the namespace of the pod"),
            };
        }
        catch (ConnectionException exception) when (exception.InnerException is IOException)
        {
            throw new ConnectionException($"{exception.Message.TrimEnd('.')}; {Remedy}.", exception);
        }
    }

    private static string Variable(Func<string, string?> environment, string name) => environment(name) is { Length: > 0 } value
        ? value
        : throw new ConnectionException($"{name} is not set, so this is no pod; run with a kubeconfig.");
}
