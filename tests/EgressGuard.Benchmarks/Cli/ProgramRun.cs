using System.Diagnostics;
using System.Globalization;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Cli;

/// <summary>One run of a program from its start to its end. Linux.</summary>
/// <param name="Wall">Milliseconds.</param>
/// <param name="ProcessorTime">Milliseconds on all cores, in the program and in the kernel.</param>
/// <param name="PeakMemory">The most resident memory, in MiB.</param>
internal sealed record ProgramRun(double Wall, double ProcessorTime, double PeakMemory)
{
    /// <summary>
    /// Runs a program. A process in between starts it, and nothing else: the kernel tells the peak of the memory of all children together.
    /// </summary>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static ProgramRun Of(params string[] command)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "EgressGuard.Benchmarks.dll"), "run", .. command];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Split(' ') is [var wall, var processor, var memory]
            ? new ProgramRun(Number(wall), Number(processor), Number(memory))
            : throw new InvalidOperationException($"{string.Join(' ', command)} failed: {output}");
    }

    /// <summary>The process in between: runs the command and prints what it took. What the command prints is thrown away.</summary>
    public static int Measure(string[] command)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", .. command]))!;
        process.WaitForExit();
        var wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        // 1 is a command line that has findings.
        if (process.ExitCode is not (0 or 1))
        {
            Say($"exit code {process.ExitCode}");
            return 1;
        }

        var usage = ResourceUsage.OfChildren();
        Say($"{wall} {usage.ProcessorTime.TotalMilliseconds} {usage.PeakMemory / 1048576.0}");
        return 0;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
