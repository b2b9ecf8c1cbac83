namespace EgressGuard.Benchmarks.Cli;

/// <summary>What the command line took for so many manifests.</summary>
/// <param name="Manifests">How many; 0 for <c>--version</c>.</param>
/// <param name="Wall">Median milliseconds from start to end.</param>
/// <param name="ProcessorTime">Median milliseconds on all cores.</param>
/// <param name="PeakMemory">The most resident memory of all runs, in MiB.</param>
internal sealed record CliResult(int Manifests, double Wall, double ProcessorTime, double PeakMemory)
{
    /// <summary>How many cores were busy, on average.</summary>
    public double Cores => ProcessorTime / Wall;
}
