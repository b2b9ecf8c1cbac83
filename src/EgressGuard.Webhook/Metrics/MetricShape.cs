using System.Collections.Immutable;

namespace EgressGuard.Webhook.Metrics;

/// <summary>What is known of a metric before anything is measured.</summary>
/// <param name="Name">The name that is served.</param>
/// <param name="Kind">What its number means.</param>
/// <param name="Help">What it tells, for people.</param>
/// <param name="Tags">The tags that become labels, as instruments call them. Every other tag is dropped.</param>
/// <param name="IsObserved">Whether it is asked for at every scrape; what is no longer told is then no longer served.</param>
/// <param name="Bounds">The upper bounds of a histogram's buckets, ascending, without infinity.</param>
internal sealed record MetricShape(
    string Name, MetricKind Kind, string Help, ImmutableArray<string> Tags, bool IsObserved, ImmutableArray<double> Bounds)
{
    /// <summary>The most tags that a metric has.</summary>
    public const int MaxTags = 4;

    /// <summary>The buckets of what takes part of a review's time: the API server waits for ten seconds and not more.</summary>
    public static ImmutableArray<double> DurationBounds { get; } =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
}
