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
    public static int Run(int rounds)
    {
        try
        {
            using var tool = new DeliveredTool();
            Say($"Medians of {rounds} runs, of {FewOf(rounds)} above 1,000 manifests; each run is followed by one of a .NET program that does nothing.");
            Say($"| manifests | wall ms | least | empty program | ratio | CPU ms | empty program | ratio | peak MiB |");
            Say($"|---|---|---|---|---|---|---|---|---|");
            Measure(tool, "`--version`", rounds, "--version");
            foreach (var size in Sizes)
            {
                using var manifests = new ManifestFiles(size);
                Measure(tool, $"{size}", size > 1_000 ? FewOf(rounds) : rounds, "check", manifests.Directory);
            }

            Say($"{Environment.ProcessorCount} cores; load average at the end {File.ReadAllText("/proc/loadavg")[..14]}.");
            return 0;
        }
        catch (InvalidOperationException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static int FewOf(int rounds) => (rounds + 2) / 3;

    private static void Measure(DeliveredTool tool, string what, int rounds, params string[] arguments)
    {
        string[] command = [tool.Program, .. arguments];
        var (runs, empty) = (new List<ProgramRun>(), new List<ProgramRun>());
        ProgramRun.Of(command); // so that its files are in memory
        for (var round = 0; round < rounds; round++)
        {
            runs.Add(ProgramRun.Of(command));
            empty.Add(ProgramRun.Of(tool.Nothing));
        }

        var (wall, nothing) = (Median(runs, run => run.Wall), Median(empty, run => run.Wall));
        var (processor, little) = (Median(runs, run => run.ProcessorTime), Median(empty, run => run.ProcessorTime));
        Say($"| {what} | {wall:F0} | {runs.Min(run => run.Wall):F0} | {nothing:F0} | {wall / nothing:F1} | "
            + $"{processor:F0} | {little:F0} | {processor / little:F1} | {runs.Max(run => run.PeakMemory):F0} |");
    }

    private static double Median(List<ProgramRun> runs, Func<ProgramRun, double> figure) =>
        runs.Select(figure).Order().ElementAt(runs.Count / 2);
}
