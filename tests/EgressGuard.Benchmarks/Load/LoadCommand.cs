using EgressGuard.Benchmarks.Corpus;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Load;

/// <summary>Drives the webhook and bare Kestrel in turn, in one run.</summary>
internal static class LoadCommand
{
    /// <summary>The numbers of connections that are measured.</summary>
    public static IReadOnlyList<int> Connections { get; } = [1, 2, 16];

    /// <summary>Measures and prints. Whatever fails, neither server is left behind.</summary>
    /// <param name="seconds">How long a round is.</param>
    public static LoadResult Run(int seconds)
    {
        var samples = SampleMesh.Read();
        var reviews = ReviewCorpus.Make(samples);
        Describe(reviews);
        var costs = InProcess.Measure(reviews, samples.Basis);
        Tell(costs);
        using var webhook = ServerProcess.Webhook("webhook", "--context", SourceTree.Samples);
        using var baseline = ServerProcess.BareKestrel();
        var turns = new Turns([.. reviews.Select(review => new Request(review))], TimeSpan.FromSeconds(seconds));
        turns.WarmUp(webhook);
        turns.WarmUp(baseline);
        Say($"Medians of {Turns.Rounds} rounds of {seconds} s each; us = microseconds.");
        Say($"| connections | server | reviews/s | p50 us | p99 us | p99.9 us | CPU us/review |");
        Say($"|---|---|---|---|---|---|---|");
        var rows = new List<LoadRow>();
        foreach (var connections in Connections)
        {
            var (guarded, bare) = turns.Run(webhook, baseline, connections);
            rows.Add(new LoadRow(connections, guarded, bare));
            Tell(rows[^1]);
        }

        var result = new LoadResult(rows, costs, webhook.PeakMemory, baseline.PeakMemory);
        Say($"Peak memory: webhook {result.PeakMemory:F0} MiB, baseline {result.BaselinePeakMemory:F0} MiB, "
            + $"ratio {result.PeakMemory / result.BaselinePeakMemory:F2}.");
        Say($"{Environment.ProcessorCount} cores, client and both servers on them; load average at the end {Machine.Load}.");
        return result;
    }

    private static void Describe(IReadOnlyList<Review> reviews)
    {
        int[] sizes = [.. reviews.Select(review => review.Body.Length).Order()];
        Say($"{reviews.Count} reviews of {sizes[0] / 1024.0:F1} to {sizes[^1] / 1024.0:F1} KiB, mean {sizes.Average() / 1024:F1} KiB, "
            + $"p90 {sizes[sizes.Length * 9 / 10] / 1024.0:F1} KiB; {reviews.Count(review => !review.IsAllowed)} are to be refused.");
    }

    private static void Tell(IReadOnlyList<ReviewCost> costs)
    {
        Say($"Without the network, on one thread, on average:");
        Say($"| reviews | number | us a review | KiB allocated a review |");
        Say($"|---|---|---|---|");
        foreach (var cost in costs)
        {
            Say($"| {cost.Name} | {cost.Count} | {cost.Time:F0} | {cost.Allocated:F1} |");
        }
    }

    private static void Tell(LoadRow row)
    {
        var (connections, webhook, baseline) = row;
        Tell(connections, "webhook", webhook);
        Tell(connections, "baseline", baseline);
        Say($"| {connections} | webhook/baseline | {webhook.PerSecond / baseline.PerSecond:F2} | {webhook.P50 / baseline.P50:F2} | "
            + $"{row.P99Ratio:F2} | {webhook.P999 / baseline.P999:F2} | {row.ProcessorTimeRatio:F2} |");
    }

    private static void Tell(int connections, string name, Round round) => Say(
        $"| {connections} | {name} | {round.PerSecond:F0} | {round.P50:F0} | {round.P99:F0} | {round.P999:F0} | {round.ProcessorTime:F0} |");
}
