using System.Diagnostics.Metrics;

namespace EgressGuard.Webhook.Metrics;

/// <summary>
/// Makes the instruments of EgressGuard. Each is named with its tags, because only those are served; a recording names the same tags in
/// the same order. No tag may take a value that somebody can choose freely: no namespaces, names, users or hosts.
/// </summary>
internal sealed class EgressMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "EgressGuard";

    private readonly MetricRegistry _registry;
    private readonly Meter _meter;

    /// <summary>Makes the meter. The registry listens already, so that no instrument is missed.</summary>
    public EgressMeter(IMeterFactory factory, MetricRegistry registry)
    {
        _registry = registry;
        _meter = factory.Create(new MeterOptions(Name));
        Observe(
            "egressguard.metrics.dropped",
            "{measurement}",
            $"Measurements dropped because their metric has {Metric.MaxSeries} series already. Anything but 0 is a defect of EgressGuard.",
            observe: () => [new Measurement<double>(registry.Dropped)],
            isCounter: true);
    }

    /// <summary>Makes a counter.</summary>
    public Counter<long> Counter(string name, string unit, string description, params ReadOnlySpan<string> tags)
    {
        _registry.Declare(name, tags);
        return _meter.CreateCounter<long>(name, unit, description);
    }

    /// <summary>Makes a gauge that goes up and down in steps.</summary>
    public UpDownCounter<long> UpDownCounter(string name, string unit, string description, params ReadOnlySpan<string> tags)
    {
        _registry.Declare(name, tags);
        return _meter.CreateUpDownCounter<long>(name, unit, description);
    }

    /// <summary>Makes a histogram of durations in seconds.</summary>
    public Histogram<double> Duration(string name, string description, params ReadOnlySpan<string> tags)
    {
        _registry.Declare(name, tags);
        return _meter.CreateHistogram(
            name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = MetricShape.DurationBounds });
    }

    /// <summary>Makes a gauge, or a counter, that is asked for at every scrape. What it no longer tells is no longer served.</summary>
    public void Observe(
        string name,
        string? unit,
        string description,
        Func<IEnumerable<Measurement<double>>> observe,
        bool isCounter = false,
        params ReadOnlySpan<string> tags)
    {
        _registry.Declare(name, tags);
        if (isCounter)
        {
            _meter.CreateObservableCounter(name, observe, unit, description);
        }
        else
        {
            _meter.CreateObservableGauge(name, observe, unit, description);
        }
    }
}
