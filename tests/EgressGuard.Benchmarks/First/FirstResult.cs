namespace EgressGuard.Benchmarks.First;

/// <summary>What the first callers waited for, in milliseconds.</summary>
/// <param name="Median">The very first review after a start: the median of all starts.</param>
/// <param name="Worst">The longest of all starts.</param>
/// <param name="WorstOfAll">The longest first review of any sort.</param>
internal sealed record FirstResult(double Median, double Worst, double WorstOfAll);
