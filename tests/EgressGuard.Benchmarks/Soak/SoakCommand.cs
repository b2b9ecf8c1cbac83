using EgressGuard.Benchmarks.Load;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>
/// Half the load that the webhook can take, for minutes, while its policy, exemptions, certificate, mesh and watches change. No verdict may
/// be wrong, no call may fail, memory, files and threads must not grow, and answers must not become slower.
/// </summary>
internal static class SoakCommand
{
    private const int Connections = 16;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Soaks and prints.</summary>
    /// <returns>Whether all held.</returns>
    public static async Task<bool> RunAsync(int minutes)
    {
        await using var world = await SoakWorld.StartAsync();
        using var bare = ServerProcess.BareKestrel();
        var rate = Measure(world, bare) / 2;
        Say($"{rate:F0} reviews/s for {minutes} min, half of what it can take, on {Connections} connections.");

        var findings = new Findings();
        var probers = new List<Prober>();
        var pacer = new Pacer(world.Webhook, world.Load, rate, Connections, findings);
        // The machine is shared: what slows the webhook down alone is told by a server that does nothing, beside it.
        var beside = new Pacer(bare, [.. world.Reviews.Select(CheckedReview.Any)], perSecond: 100, connections: 2, findings);
        var changes = world.Changes(findings, () =>
        {
            probers.Add(new Prober(world.Webhook, findings));
            return probers[^1];
        });

        var before = await world.Metrics.ReadAsync();
        using var stop = new CancellationTokenSource();
        Thread[] threads = [.. pacer.Start(stop.Token), .. beside.Start(stop.Token)];
        var changing = Task.WhenAll(changes.Select(change => Task.Run(() => change.RunAsync(stop.Token))));
        var watch = new SoakWatch(world, pacer.Latencies, beside.Latencies, findings);
        await watch.RunAsync(TimeSpan.FromMinutes(minutes));
        await stop.CancelAsync();
        await changing;
        Array.ForEach(threads, thread => thread.Join());
        probers.ForEach(prober => prober.Dispose());

        var report = new SoakReport(watch, findings, before, await world.Metrics.ReadAsync());
        report.Tell(changes, probers.Sum(prober => prober.Asked));
        return report.Holds;
    }

    /// <summary>Reviews in a second, when each connection sends the next as soon as it has its answer.</summary>
    private static double Measure(SoakWorld world, ServerProcess bare)
    {
        Request[] requests = [.. world.Reviews.Select(review => new Request(review))];
        world.Webhook.WaitUntilReady(requests[0]);
        bare.WaitUntilReady(requests[0]);
        Round.Run(world.Webhook, requests, Connections, 5 * Second);
        return Round.Run(world.Webhook, requests, Connections, 5 * Second).PerSecond;
    }
}
