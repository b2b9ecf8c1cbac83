using System.Diagnostics;
using EgressGuard.Benchmarks.Cli;
using EgressGuard.Benchmarks.Events;
using EgressGuard.Benchmarks.First;
using EgressGuard.Benchmarks.Load;
using EgressGuard.Benchmarks.Mesh;
using EgressGuard.Benchmarks.Parts;
using EgressGuard.Benchmarks.Scale;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.All;

/// <summary>All measurements in one run, and at its end the targets.</summary>
internal static class AllCommand
{
    private const int Seconds = 5;
    private const int Starts = 10;
    private const int CliRounds = 11;

    /// <summary>Measures and prints. A part that fails does not keep the others from being measured.</summary>
    /// <returns>0, or 1 when a part failed. A target that is missed is no failure.</returns>
    public static async Task<int> RunAsync()
    {
        var start = Stopwatch.GetTimestamp();
        Say($"Everything, on {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. This takes about six minutes on two cores with nothing else to do.");
        Machine.Describe();
        var parts = await PartAsync("The parts of a review", () => Task.FromResult(PartsCommand.RunQuietly()));
        var load = await PartAsync("Under load, and allocations", () => Task.FromResult(LoadCommand.Run(Seconds)));
        var events = await PartAsync("Watch events in the large mesh", EventsCommand.RunAsync);
        var mesh = await PartAsync("Large mesh under load", () => MeshCommand.RunAsync(Seconds));
        var scale = await PartAsync("With the size of the mesh", () => Task.FromResult(ScaleCommand.Run()));
        var first = await PartAsync("The first request", () => Task.FromResult(FirstCommand.Run(Starts)));
        var cli = await PartAsync("The command line", () => Task.FromResult(CliCommand.Run(CliRounds)));
        Heading("Targets");
        Say($"| target | limit | measured | |");
        Say($"|---|---|---|---|");
        foreach (var target in Targets.Of(load, mesh, events, first, cli))
        {
            Say($"{target}");
        }

        Say($"It took {Stopwatch.GetElapsedTime(start).TotalMinutes:F1} minutes.");
        Machine.Describe();
        return parts is null || load is null || mesh is null || events is null || scale is null || first is null || cli is null ? 1 : 0;
    }

    private static async Task<T?> PartAsync<T>(string name, Func<Task<T>> measure)
        where T : class
    {
        Heading(name);
        try
        {
            return await measure();
        }
        catch (InvalidOperationException exception)
        {
            Say($"This part failed: {exception.Message} {exception.InnerException?.Message}");
            return null;
        }
    }

    private static void Heading(string name)
    {
        Say($"");
        Say($"## {name}");
        Say($"");
    }
}
