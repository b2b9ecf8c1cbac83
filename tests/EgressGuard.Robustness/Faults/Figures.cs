using System.Globalization;
using EgressGuard.Testing;

namespace EgressGuard.Robustness.Faults;

/// <summary>What a process holds (Linux: /proc/PID).</summary>
/// <param name="Files">Its file descriptors, connections among them.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Memory">Its resident memory, in MiB.</param>
internal sealed record Figures(int Files, int Threads, int Memory)
{
    public static Figures Of(WebhookProcess webhook)
    {
        var status = File.ReadAllLines($"/proc/{webhook.Id}/status");
        return new Figures(
            Directory.GetFileSystemEntries($"/proc/{webhook.Id}/fd").Length,
            Number(status, "Threads:"),
            Number(status, "VmRSS:") / 1024);
    }

    private static int Number(string[] status, string name) => int.Parse(
        status.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
        NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture);
}
