using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace EgressGuard.Webhook.Metrics;

/// <summary>One metric and its series. Recording allocates at the first sight of a series and never again.</summary>
internal sealed class Metric
{
    /// <summary>The most series of one metric. Labels are closed sets; this is for the day on which one turns out not to be.</summary>
    public const int MaxSeries = 1000;

    private readonly ConcurrentDictionary<string[], Series> _series = new(LabelValues.Comparer);
    private readonly ConcurrentDictionary<string[], Series>.AlternateLookup<ReadOnlySpan<string>> _seriesByValues;
    private readonly Lock _gate = new();
    private readonly string[] _tags;
    private readonly Func<string[], Series> _newSeries;
    private readonly Action _onDropped;
    private int _count;

    /// <summary>Makes a metric without series.</summary>
    /// <param name="shape">What is known of it.</param>
    /// <param name="isSum">Whether its measurements are steps to be added up, and not the value itself.</param>
    /// <param name="onDropped">Called for each measurement that was dropped because there are too many series.</param>
    public Metric(MetricShape shape, bool isSum, Action onDropped)
    {
        Shape = shape;
        Labels = [.. shape.Tags.Select(MetricName.OfLabel)];
        _tags = [.. shape.Tags];
        _onDropped = onDropped;
        _newSeries = shape.Kind == MetricKind.Histogram ? values => new HistogramSeries(values, shape.Bounds)
            : isSum ? values => new SumSeries(values)
            : values => new LastSeries(values);
        _seriesByValues = _series.GetAlternateLookup<ReadOnlySpan<string>>();
    }

    /// <summary>What is known of it.</summary>
    public MetricShape Shape { get; }

    /// <summary>The names of the labels.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>The series there are, ordered by their label values.</summary>
    public IEnumerable<Series> Series => _series.Values.Order(Comparer<Series>.Create(static (left, right) =>
    {
        for (var i = 0; i < left.Values.Count; i++)
        {
            if (string.CompareOrdinal(left.Values[i], right.Values[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }));

    /// <summary>Takes a measurement. Never throws, because it runs in the middle of whatever is measured.</summary>
    /// <param name="measurement">The value. NaN is passed over where it would stay in a sum for ever, and so is a counter's step down.</param>
    /// <param name="tags">The tags, in any order, with others among them.</param>
    public void Record(double measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (double.IsNaN(measurement) || (measurement < 0 && Shape.Kind == MetricKind.Counter))
        {
            return;
        }

        var buffer = default(LabelBuffer);
        var values = ((Span<string>)buffer)[.._tags.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = LabelValue.Of(Find(_tags[i], i, tags));
        }

        if ((_seriesByValues.TryGetValue(values, out var series) ? series : Add(values)) is { } found)
        {
            found.Record(measurement);
        }
        else
        {
            _onDropped();
        }
    }

    /// <summary>Forgets all series, before what is observed is asked for anew.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _series.Clear();
            _count = 0;
        }
    }

    private static object? Find(string tag, int place, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Our own instruments name their tags in order.
        if (place < tags.Length && tags[place].Key == tag)
        {
            return tags[place].Value;
        }

        foreach (var (key, value) in tags)
        {
            if (key == tag)
            {
                return value;
            }
        }

        return null;
    }

    private Series? Add(ReadOnlySpan<string> values)
    {
        lock (_gate)
        {
            if (_seriesByValues.TryGetValue(values, out var existing))
            {
                return existing;
            }

            if (_count == MaxSeries)
            {
                return null;
            }

            var key = values.ToArray();
            var series = _newSeries(key);
            _series[key] = series;
            _count++;
            return series;
        }
    }
}
