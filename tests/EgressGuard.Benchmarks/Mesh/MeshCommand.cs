using System.Text.Json.Nodes;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Benchmarks.Load;
using static EgressGuard.Benchmarks.Output;

namespace EgressGuard.Benchmarks.Mesh;

/// <summary>
/// Two webhooks that watch a cluster each, driven in turn: one has the samples, the other the samples and a large mesh. The reviews and
/// their answers are the same.
/// </summary>
internal static class MeshCommand
{
    private const int Connections = 16;

    /// <summary>Measures and prints.</summary>
    /// <param name="seconds">How long a round is.</param>
    public static async Task<MeshResult> RunAsync(int seconds)
    {
        var samples = SampleMesh.Read();
        var small = SmallMesh.Objects(samples);
        JsonObject[] large = [.. small, .. LargeMesh.Objects()];
        var basis = samples.Basis with { Mesh = SmallMesh.Read(small) };
        var reviews = ReviewCorpus.Make(samples, basis);
        var turns = new Turns([.. reviews.Select(review => new Request(review))], TimeSpan.FromSeconds(seconds));
        Say($"The large mesh: {LargeMesh.Description}.");
        Tell(InProcess.Measure(reviews, basis), InProcess.Measure(reviews, basis with { Mesh = SmallMesh.Read(large) }));
        await using var smallCluster = await Cluster.StartAsync(small);
        await using var largeCluster = await Cluster.StartAsync(large);
        using var few = ServerProcess.Webhook("webhook with the small mesh", smallCluster.Arguments);
        using var many = ServerProcess.Webhook("webhook with the large mesh", largeCluster.Arguments);
        turns.WarmUp(few);
        turns.WarmUp(many);
        var (fewer, more) = turns.Run(few, many, Connections);
        var result = new MeshResult(fewer, more, many.Memory, many.PeakMemory);
        Tell(result, few, seconds);
        return result;
    }

    private static void Tell(IReadOnlyList<ReviewCost> small, IReadOnlyList<ReviewCost> large)
    {
        Say($"Without the network, on one thread, on average; us = microseconds:");
        Say($"| reviews | us, small mesh | us, large mesh | KiB allocated, small mesh | KiB allocated, large mesh |");
        Say($"|---|---|---|---|---|");
        foreach (var (few, many) in small.Zip(large))
        {
            Say($"| {few.Name} | {few.Time:F0} | {many.Time:F0} | {few.Allocated:F1} | {many.Allocated:F1} |");
        }
    }

    private static void Tell(MeshResult result, ServerProcess few, int seconds)
    {
        Say($"{Connections} connections; medians of {Turns.Rounds} rounds of {seconds} s each; us = microseconds.");
        Say($"| mesh | reviews/s | p50 us | p99 us | CPU us/review | resident MiB | peak MiB |");
        Say($"|---|---|---|---|---|---|---|");
        var (small, large) = (result.Small, result.Large);
        Tell("small", small, few.Memory, few.PeakMemory);
        Tell("large", large, result.Memory, result.PeakMemory);
        Say($"| large/small | {large.PerSecond / small.PerSecond:F2} | {large.P50 / small.P50:F2} | {large.P99 / small.P99:F2} | "
            + $"{large.ProcessorTime / small.ProcessorTime:F2} | {result.Memory / few.Memory:F2} | "
            + $"{result.PeakMemory / few.PeakMemory:F2} |");
        Say($"Load average at the end {Machine.Load}.");
    }

    private static void Tell(string mesh, Round round, double memory, double peak) => Say(
        $"| {mesh} | {round.PerSecond:F0} | {round.P50:F0} | {round.P99:F0} | {round.ProcessorTime:F0} | {memory:F0} | {peak:F0} |");
}
