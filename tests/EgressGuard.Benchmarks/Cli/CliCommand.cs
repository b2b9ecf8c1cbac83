using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Cli;

/// <summary>
/// How long the command line takes, from the start of the process to its end, beside a .NET program that does nothing: on a shared machine
/// only their ratio means much.
/// </summary>
internal static class CliCommand
{
    private static readonly int[] Sizes = [1, 1_000, 5_000, 20_000];

    /// <summary>Measures and prints.</summary>
    /// <param name="rounds">How often each size is run; sizes above a thousand a third as often.</param>
    public static IReadOnlyList<CliResult> Run(int rounds)
    {
        using var tool = new DeliveredTool();
        Say($"Medians of {rounds} runs, of {FewOf(rounds)} above 1,000 manifests; each run is followed by one of a .NET program that does "
            + $"nothing.");
        Say($"| manifests | wall ms | least | empty program | ratio | CPU ms | empty program | ratio | cores busy | peak MiB |");
        Say($"|---|---|---|---|---|---|---|---|---|---|");
        Measure(tool, 0, rounds, "--version");
        var results = new List<CliResult>();
        foreach (var size in Sizes)
        {
            using var manifests = new ManifestFiles(size);
            results.Add(Measure(tool, size, size > 1_000 ? FewOf(rounds) : rounds, "check", manifests.Directory));
        }

        Say($"{Environment.ProcessorCount} cores; load average at the end {Machine.Load}.");
        return results;
    }

    private static int FewOf(int rounds) => (rounds + 2) / 3;

    private static CliResult Measure(DeliveredTool tool, int manifests, int rounds, params string[] arguments)
    {
        string[] command = [tool.Program, .. arguments];
        var (runs, empty) = (new List<ProgramRun>(), new List<ProgramRun>());
        ProgramRun.Of(command); // so that its files are in memory
        for (var round = 0; round < rounds; round++)
        {
            runs.Add(ProgramRun.Of(command));
            empty.Add(ProgramRun.Of(tool.Nothing));
        }

        var (wall, nothing) = (Median.Of(runs, run => run.Wall), Median.Of(empty, run => run.Wall));
        var (processor, little) = (Median.Of(runs, run => run.ProcessorTime), Median.Of(empty, run => run.ProcessorTime));
        var result = new CliResult(manifests, wall, processor, runs.Max(run => run.PeakMemory));
        Say($"| {(manifests == 0 ? "`--version`" : manifests)} | {wall:F0} | {runs.Min(run => run.Wall):F0} | {nothing:F0} | "
            + $"{wall / nothing:F1} | {processor:F0} | {little:F0} | {processor / little:F1} | {result.Cores:F1} | {result.PeakMemory:F0} |");
        return result;
    }
}
