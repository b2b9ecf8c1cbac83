using System.Diagnostics;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>Programs that not every machine has.</summary>
internal static class Tool
{
    /// <summary>What the program prints. Skips the test where the program is missing; fails when it fails.</summary>
    public static async Task<string> RunAsync(string name, params string[] arguments)
    {
        Assert.SkipUnless(IsHere(name), $"{name} is not on this machine.");
        using var process = Process.Start(new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{name} {string.Join(' ', arguments)}: {await error}");
        return await output;
    }

    private static bool IsHere(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(directory => File.Exists(Path.Combine(directory, name)));
}
