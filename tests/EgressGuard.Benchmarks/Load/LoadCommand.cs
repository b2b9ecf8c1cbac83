using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Core.Admission;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Load;

/// <summary>Drives the webhook and bare Kestrel in turn, in one run, because on a shared machine only their ratio means much.</summary>
internal static class LoadCommand
{
    private const int Rounds = 3;

    private static readonly int[] Connections = [1, 2, 16];

    /// <summary>Measures and prints. Whatever fails, neither server is left behind.</summary>
    public static async Task<int> RunAsync(int seconds)
    {
        try
        {
            await MeasureAsync(seconds);
            return 0;
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} {exception.InnerException?.Message}");
            return 1;
        }
    }

    private static async Task MeasureAsync(int seconds)
    {
        var length = TimeSpan.FromSeconds(seconds);
        var samples = SampleMesh.Read();
        var reviews = ReviewCorpus.Make(samples);
        Request[] requests = [.. reviews.Select(review => new Request(review))];
        Describe(reviews);
        Describe(reviews, samples.Basis);
        using var webhook = ServerProcess.Webhook();
        using var baseline = ServerProcess.BareKestrel();
        foreach (var server in (ServerProcess[])[webhook, baseline])
        {
            server.WaitUntilReady(reviews[0]);
            Round.Run(server, requests, server == webhook, 2, 2 * length); // so that the compiler is done with it
        }

        Say($"Medians of {Rounds} rounds of {seconds} s each; us = microseconds.");
        Say($"| connections | server | reviews/s | p50 us | p99 us | p99.9 us | CPU us/review |");
        Say($"|---|---|---|---|---|---|---|");
        foreach (var connections in Connections)
        {
            var (guarded, bare) = (new List<Round>(), new List<Round>());
            for (var round = 0; round < Rounds; round++)
            {
                guarded.Add(Round.Run(webhook, requests, true, connections, length));
                bare.Add(Round.Run(baseline, requests, false, connections, length));
            }

            Tell(connections, Median(guarded), Median(bare));
        }

        var (most, least) = (webhook.PeakMemory / 1048576.0, baseline.PeakMemory / 1048576.0);
        Say($"Peak memory: webhook {most:F0} MiB, baseline {least:F0} MiB, ratio {most / least:F2}.");
        var load = await File.ReadAllTextAsync("/proc/loadavg");
        Say($"{Environment.ProcessorCount} cores, client and both servers on them; load average at the end {load[..14]}.");
    }

    private static void Describe(IReadOnlyList<Review> reviews)
    {
        int[] sizes = [.. reviews.Select(review => review.Body.Length).Order()];
        Say($"{reviews.Count} reviews of {sizes[0] / 1024.0:F1} to {sizes[^1] / 1024.0:F1} KiB, mean {sizes.Average() / 1024:F1} KiB, "
            + $"p90 {sizes[sizes.Length * 9 / 10] / 1024.0:F1} KiB; {reviews.Count(review => !review.IsAllowed)} are to be refused.");
        foreach (var kind in reviews.GroupBy(review => review.Kind))
        {
            Say($"  {kind.Key}: {kind.Count()}, {kind.Count(review => !review.IsAllowed)} to be refused");
        }
    }

    private static void Describe(IReadOnlyList<Review> reviews, JudgingBasis basis)
    {
        InProcess.Measure(reviews, basis); // so that the compiler is done with it
        foreach (var kind in reviews.GroupBy(review => (review.Kind, Update: review.Body.Span.IndexOf("\"operation\":\"UPDATE\""u8) >= 0)))
        {
            var (time, memory) = InProcess.Measure([.. kind], basis);
            Say($"  in process, {kind.Key.Kind} {(kind.Key.Update ? "UPDATE" : "CREATE")}: {time:F0} us and {memory / 1024.0:F0} KiB a review");
        }

        var all = InProcess.Measure(reviews, basis);
        Say($"  in process, all: {all.Time:F0} us and {all.Memory / 1024.0:F0} KiB a review");
    }

    private static void Tell(int connections, Round webhook, Round baseline)
    {
        Tell(connections, "webhook", webhook);
        Tell(connections, "baseline", baseline);
        Say($"| {connections} | webhook/baseline | {webhook.PerSecond / baseline.PerSecond:F2} | {webhook.P50 / baseline.P50:F2} | "
            + $"{webhook.P99 / baseline.P99:F2} | {webhook.P999 / baseline.P999:F2} | {webhook.ProcessorTime / baseline.ProcessorTime:F2} |");
    }

    private static void Tell(int connections, string name, Round round) => Say(
        $"| {connections} | {name} | {round.PerSecond:F0} | {round.P50:F0} | {round.P99:F0} | {round.P999:F0} | {round.ProcessorTime:F0} |");

    private static Round Median(List<Round> rounds) => new(
        Median(rounds, round => round.PerSecond),
        Median(rounds, round => round.P50),
        Median(rounds, round => round.P99),
        Median(rounds, round => round.P999),
        Median(rounds, round => round.ProcessorTime));

    private static double Median(List<Round> rounds, Func<Round, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
}
