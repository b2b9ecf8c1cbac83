using System.Diagnostics;

namespace EgressGuard.Cli.Tests.Doors;

/// <summary>The command line as users run it: a process of its own.</summary>
internal static class CommandLineProcess
{
    public static async Task<CommandLine> RunAsync(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "egressguard.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandLine(process.ExitCode, await output, await error);
    }
}
