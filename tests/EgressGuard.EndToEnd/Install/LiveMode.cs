using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Install;

/// <summary>Whether the webhook can take its mesh from the cluster.</summary>
internal static class LiveMode
{
    /// <summary>Why it cannot; null when it does.</summary>
    public static string? Obstacle { get; private set; }

    /// <summary>The options with which it does; none when it has none.</summary>
    public static async Task<string[]> ArgumentsAsync(string kubeConfigFile)
    {
        await using var help = ChildProcess.Start(
            "the webhook's help", "dotnet", Path.Combine(AppContext.BaseDirectory, "EgressGuard.Webhook.dll"), "--help");
        await help.WaitForExitAsync();
        if (help.Lines.Any(line => line.Contains("--cluster", StringComparison.Ordinal)))
        {
            return ["--cluster", "kubeconfig", "--kubeconfig", kubeConfigFile];
        }

        Obstacle = "The webhook has no option --cluster: it takes the mesh from files only.";
        return [];
    }
}
