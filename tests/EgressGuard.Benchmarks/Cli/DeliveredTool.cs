using System.Diagnostics;
using EgressGuard.Benchmarks.Corpus;

namespace EgressGuard.Benchmarks.Cli;

/// <summary>The command line as it is delivered: published, into a directory that goes with it.</summary>
internal sealed class DeliveredTool : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("egressguard-tool-").FullName;

    /// <exception cref="InvalidOperationException">It cannot be built.</exception>
    public DeliveredTool()
    {
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet", ["publish", SourceTree.CommandLine, "--configuration", "Release", "--output", _directory, "--verbosity", "quiet"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"The command line cannot be published: {output}");
        }
    }

    public string Program => Path.Combine(_directory, "egressguard");

    /// <summary>The command that starts a program which does nothing, with the tool's settings of the runtime.</summary>
    public string[] Nothing =>
    [
        "dotnet", "exec", "--runtimeconfig", Path.Combine(_directory, "egressguard.runtimeconfig.json"),
        Path.Combine(AppContext.BaseDirectory, "EgressGuard.Benchmarks.dll"), "nothing",
    ];

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
