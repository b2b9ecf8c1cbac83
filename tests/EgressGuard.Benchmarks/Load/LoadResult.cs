using EgressGuard.Core.Model;

namespace EgressGuard.Benchmarks.Load;

/// <summary>What the webhook did under load, and what the baseline did in its turns.</summary>
/// <param name="Rows">For each number of connections.</param>
/// <param name="InProcess">For each kind of review.</param>
/// <param name="PeakMemory">The webhook's most resident memory, in MiB.</param>
/// <param name="BaselinePeakMemory">The baseline's.</param>
internal sealed record LoadResult(
    IReadOnlyList<LoadRow> Rows, IReadOnlyList<ReviewCost> InProcess, double PeakMemory, double BaselinePeakMemory);

/// <summary>Medians with so many connections.</summary>
internal sealed record LoadRow(int Connections, Round Webhook, Round Baseline)
{
    public double ProcessorTimeRatio => Webhook.ProcessorTime / Baseline.ProcessorTime;

    public double P99Ratio => Webhook.P99 / Baseline.P99;
}

/// <summary>What reviews of a kind cost on average without a network, on one thread.</summary>
/// <param name="Kind">The kind; null for all reviews together.</param>
/// <param name="Operation">CREATE or UPDATE; null for both.</param>
/// <param name="Count">How many reviews.</param>
/// <param name="Time">Microseconds.</param>
/// <param name="Allocated">KiB.</param>
internal sealed record ReviewCost(ObjectKind? Kind, string? Operation, int Count, double Time, double Allocated)
{
    /// <summary>Which reviews.</summary>
    public string Name => $"{Kind?.ToString() ?? "all"} {Operation}".TrimEnd();
}
