namespace EgressGuard.Webhook.Metrics;

/// <summary>One set of label values of a metric, and what was measured for it. Any number of threads may record.</summary>
internal abstract class Series(IReadOnlyList<string> values)
{
    /// <summary>The label values, in the order of the metric's labels.</summary>
    public IReadOnlyList<string> Values { get; } = values;

    /// <summary>Takes a measurement.</summary>
    public abstract void Record(double measurement);
}

/// <summary>A sum: a counter, or a gauge that goes up and down in steps.</summary>
internal sealed class SumSeries(IReadOnlyList<string> values) : Series(values)
{
    private double _sum;

    /// <summary>The sum of all measurements.</summary>
    public double Sum => Volatile.Read(ref _sum);

    /// <inheritdoc/>
    public override void Record(double measurement)
    {
        var (seen, before) = (Volatile.Read(ref _sum), 0.0);
        do
        {
            before = seen;
            seen = Interlocked.CompareExchange(ref _sum, before + measurement, before);
        }
        while (BitConverter.DoubleToInt64Bits(seen) != BitConverter.DoubleToInt64Bits(before));
    }
}

/// <summary>A gauge that is told as it is.</summary>
internal sealed class LastSeries(IReadOnlyList<string> values) : Series(values)
{
    private double _last;

    /// <summary>The last measurement.</summary>
    public double Last => Volatile.Read(ref _last);

    /// <inheritdoc/>
    public override void Record(double measurement) => Volatile.Write(ref _last, measurement);
}

/// <summary>A histogram.</summary>
internal sealed class HistogramSeries(IReadOnlyList<string> values, IReadOnlyList<double> bounds) : Series(values)
{
    private readonly double[] _bounds = [.. bounds];
    private readonly long[] _counts = new long[bounds.Count + 1];
    private readonly Lock _gate = new();
    private double _sum;

    /// <inheritdoc/>
    public override void Record(double measurement)
    {
        var bucket = 0;
        while (bucket < _bounds.Length && measurement > _bounds[bucket])
        {
            bucket++;
        }

        lock (_gate)
        {
            _counts[bucket]++;
            _sum += measurement;
        }
    }

    /// <summary>Buckets and sum of one moment. The count is the last bucket and kept nowhere else, so that the two cannot differ.</summary>
    /// <returns>For each bound, and then for infinity, how many measurements were at most so great; and their sum.</returns>
    public (long[] Cumulative, double Sum) Read()
    {
        var cumulative = new long[_counts.Length];
        double sum;
        lock (_gate)
        {
            _counts.CopyTo(cumulative, 0);
            sum = _sum;
        }

        for (var bucket = 1; bucket < cumulative.Length; bucket++)
        {
            cumulative[bucket] += cumulative[bucket - 1];
        }

        return (cumulative, sum);
    }
}
