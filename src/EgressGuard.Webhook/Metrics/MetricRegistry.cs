using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace EgressGuard.Webhook.Metrics;

/// <summary>
/// Listens to the instruments of this host and keeps what they measure, until somebody asks. Only declared instruments are listened to,
/// and only their declared tags become labels: what a library adds one day cannot flood whoever stores the metrics.
/// </summary>
internal sealed partial class MetricRegistry : IDisposable
{
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _declared = new();
    private readonly ConcurrentDictionary<string, Metric> _metrics = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly IMeterFactory _factory;
    private readonly ILogger<MetricRegistry> _logger;
    private long _dropped;

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">Makes the meters of this host. Those of other hosts in the process have the same names.</param>
    /// <param name="logger">Where faults are told.</param>
    public MetricRegistry(IMeterFactory factory, ILogger<MetricRegistry> logger)
    {
        (_factory, _logger) = (factory, logger);
        _listener.InstrumentPublished = OnPublished;
        // A type that is missing here is measured in vain, and nobody is told.
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, metric) => Record(metric, value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, metric) => Record(metric, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, metric) => Record(metric, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, metric) => Record(metric, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, metric) => Record(metric, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, metric) => Record(metric, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, metric) => Record(metric, (double)value, tags));
        _listener.Start();
    }

    /// <summary>What is served, whether or not anything was measured yet, ordered by name.</summary>
    public IEnumerable<MetricShape> Shapes => _metrics.Values.Select(metric => metric.Shape).OrderBy(shape => shape.Name, StringComparer.Ordinal);

    /// <summary>How many measurements were dropped because their metric has too many series.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Says which tags of an instrument of ours become labels. To be called before the instrument is made.</summary>
    public void Declare(string instrument, ReadOnlySpan<string> tags)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tags.Length, MetricShape.MaxTags, nameof(tags));
        _declared[instrument] = [.. tags];
    }

    /// <summary>Writes everything as it is now.</summary>
    public void Scrape(IBufferWriter<byte> output)
    {
        lock (_scrape)
        {
            foreach (var metric in _metrics.Values.Where(metric => metric.Shape.IsObserved))
            {
                metric.Clear();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException exception)
            {
                // The others have been asked all the same.
                LogNotObserved(exception);
            }

            foreach (var metric in _metrics.Values.OrderBy(metric => metric.Shape.Name, StringComparer.Ordinal))
            {
                PrometheusText.Write(metric, output);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Record(object? metric, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((Metric)metric!).Record(value, tags);

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        if (ShapeOf(instrument) is not { } shape)
        {
            return;
        }

        var isSum = !InstrumentTraits.IsLastValue(instrument);
        var metric = _metrics.GetOrAdd(shape.Name, _ => new Metric(shape, isSum, () => Interlocked.Increment(ref _dropped)));
        if (metric.Shape.Kind == shape.Kind && metric.Shape.IsObserved == shape.IsObserved && metric.Shape.Tags.SequenceEqual(shape.Tags))
        {
            listener.EnableMeasurementEvents(instrument, metric);
        }
        else
        {
            LogConflict(shape.Name, instrument.Name, instrument.Meter.Name);
        }
    }

    private MetricShape? ShapeOf(Instrument instrument)
    {
        var (meter, kind) = (instrument.Meter, InstrumentTraits.KindOf(instrument));
        if (meter.Scope is not null && !ReferenceEquals(meter.Scope, _factory))
        {
            return null;
        }

        if (meter.Name == EgressMeter.Name)
        {
            return meter.Scope is not null && _declared.TryGetValue(instrument.Name, out var tags)
                ? Shape(MetricName.Of(instrument.Name, instrument.Unit, kind), kind, tags)
                : null;
        }

        return BuiltInMetrics.Find(meter.Name, instrument.Name) is { } builtIn
            ? Shape(builtIn.Name, builtIn.IsGauge ? MetricKind.Gauge : kind, builtIn.Tags)
            : null;

        MetricShape Shape(string name, MetricKind kindToServe, ImmutableArray<string> tags) => new(
            name, kindToServe, instrument.Description ?? "", tags, instrument.IsObservable, InstrumentTraits.BoundsOf(instrument));
    }

    [LoggerMessage(1, LogLevel.Warning, "Some metrics could not be read and are missing from this answer to GET /metrics.")]
    private partial void LogNotObserved(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The metric {Metric} has another shape already. Instrument {Instrument} of {Meter} is not served.")]
    private partial void LogConflict(string metric, string instrument, string meter);
}
