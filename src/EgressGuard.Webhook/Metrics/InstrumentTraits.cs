using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace EgressGuard.Webhook.Metrics;

/// <summary>What an instrument's type says of its numbers.</summary>
internal static class InstrumentTraits
{
    /// <summary>What its number means.</summary>
    public static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
    }

    /// <summary>Whether each measurement is the value itself. Others are steps, or parts of what is to be added up.</summary>
    public static bool IsLastValue(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Gauge<>) || type == typeof(ObservableGauge<>);
    }

    /// <summary>The bounds of a histogram's buckets, which the instrument itself advises.</summary>
    public static ImmutableArray<double> BoundsOf(Instrument instrument) =>
        instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } advised }
            ? [.. advised.Where(double.IsFinite).Distinct().Order()]
            : MetricShape.DurationBounds;
}
