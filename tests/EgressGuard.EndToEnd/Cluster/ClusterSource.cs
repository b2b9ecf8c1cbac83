namespace EgressGuard.EndToEnd.Cluster;

/// <summary>Where the cluster comes from, as the environment says.</summary>
internal static class ClusterSource
{
    private const string AssetsName = "KUBEBUILDER_ASSETS";
    private const string KubeConfigName = "EGRESSGUARD_E2E_KUBECONFIG";
    private const string WebhookHostName = "EGRESSGUARD_E2E_WEBHOOK_HOST";

    /// <summary>The kubeconfig of a cluster that runs already; null for one of the run's own.</summary>
    public static string? KubeConfig => Variable(KubeConfigName);

    /// <summary>By which name or address that cluster reaches this machine; null when nobody said.</summary>
    public static string? WebhookHost => Variable(WebhookHostName);

    /// <summary>A program of the folder with the binaries.</summary>
    public static string Program(string name) =>
        Path.Combine(Variable(AssetsName)!, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>Why there is no cluster to test with; null when there is one.</summary>
    public static string? Obstacle()
    {
        if (KubeConfig is { } file)
        {
            return File.Exists(file) ? null : $"{KubeConfigName} names {file}, and there is no such file.";
        }

        if (Variable(AssetsName) is null)
        {
            return $"There is no cluster to test with: set {AssetsName} to a folder with etcd and kube-apiserver, "
                + $"or {KubeConfigName} to the kubeconfig of a cluster for tests (docs/testing.md).";
        }

        string[] missing = [.. new[] { "etcd", "kube-apiserver" }.Where(name => !File.Exists(Program(name)))];
        return missing.Length == 0 ? null : $"{AssetsName} names {Variable(AssetsName)}, and {string.Join(" and ", missing)} is not in it.";
    }

    /// <summary>Why the cluster cannot ask a webhook of this machine; null when it can.</summary>
    public static string? WebhookObstacle() => KubeConfig is not null && WebhookHost is null
        ? $"The cluster has to reach the webhook on this machine: set {WebhookHostName} to a name or an address that it knows."
        : null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
