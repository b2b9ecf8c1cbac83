using System.Buffers;
using System.Globalization;
using System.Text;

namespace EgressGuard.Webhook.Metrics;

/// <summary>Writes metrics in the Prometheus text format, in the one version that every scraper reads (engineering.md 4.1).</summary>
internal static class PrometheusText
{
    /// <summary>The media type of what is written.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes a metric with all its series; nothing when it has none.</summary>
    public static void Write(Metric metric, IBufferWriter<byte> output)
    {
        var name = metric.Shape.Name;
        var hasHeader = false;
        foreach (var series in metric.Series)
        {
            if (!hasHeader)
            {
                Append(output, $"# HELP {name} {EscapeHelp(metric.Shape.Help)}\n# TYPE {name} {TypeOf(metric.Shape.Kind)}\n");
                hasHeader = true;
            }

            var labels = string.Join(',', metric.Labels.Zip(series.Values, (label, value) => $"{label}=\"{EscapeValue(value)}\""));
            switch (series)
            {
                case SumSeries sum:
                    Sample(output, name, labels, sum.Sum);
                    break;
                case LastSeries gauge:
                    Sample(output, name, labels, gauge.Last);
                    break;
                case HistogramSeries histogram:
                    Histogram(output, name, labels, histogram, metric.Shape.Bounds);
                    break;
            }
        }
    }

    private static void Histogram(
        IBufferWriter<byte> output, string name, string labels, HistogramSeries histogram, IReadOnlyList<double> bounds)
    {
        var (cumulative, sum) = histogram.Read();
        var before = labels.Length == 0 ? "" : labels + ",";
        for (var bucket = 0; bucket < cumulative.Length; bucket++)
        {
            var bound = bucket < bounds.Count ? bounds[bucket] : double.PositiveInfinity;
            Sample(output, name + "_bucket", $"{before}le=\"{Number(bound)}\"", cumulative[bucket]);
        }

        Sample(output, name + "_sum", labels, sum);
        Sample(output, name + "_count", labels, cumulative[^1]);
    }

    private static void Sample(IBufferWriter<byte> output, string name, string labels, double value) =>
        Append(output, labels.Length == 0 ? $"{name} {Number(value)}\n" : $"{name}{{{labels}}} {Number(value)}\n");

    private static void Append(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeValue(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
