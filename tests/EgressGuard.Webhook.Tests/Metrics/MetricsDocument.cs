using System.Text;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Tests.Metrics;

/// <summary>docs/metrics.md, from what the instruments say of themselves.</summary>
internal static class MetricsDocument
{
    private const string Introduction = """
        # Metrics

        `GET /metrics` on the admin port (8080), in the Prometheus text format. This page is generated: a test fails when it is stale, and
        `EGRESSGUARD_UPDATE_FIXTURES=1` rewrites it.

        Counters are there with 0 from the start for every rule, reason and result, and for CREATE and UPDATE of every kind under
        /validate, so that the first increase is one. The webhook warms up before it is ready by calling itself: each start counts 16 reviews
        with the operation CONNECT and the kind other.

        `kind` is one of the kinds that EgressGuard reads (the Gateway API's Gateway is KubernetesGateway), or other. No label ever holds a
        namespace, a name, a user or a host.

        ## EgressGuard

        | metric | type | labels | |
        |---|---|---|---|

        """;

    private const string BuiltIns = """

        ## .NET and ASP.NET Core

        What the runtime and the web server measure, under the names that OpenTelemetry gives them. Their meaning is in the documentation of
        .NET, by the name of the instrument.

        | metric | instrument | labels |
        |---|---|---|

        """;

    private const string Recipe = """

        ## Adding a metric

        1. Add the instrument to the class of its area in `src/EgressGuard.Webhook/Metrics` (`ReviewMetrics`, `PolicyMetrics`, ...). Name it
           as OpenTelemetry does (`egressguard.watch.restarts`, unit `{restart}`); the prefix, the unit and `_total` of the served name follow.
           Use `Counter`, `UpDownCounter` or `Duration` for what happens, `Observe` for what is so when somebody asks.
        2. Name its tags there, at most four, each with a small closed set of values. Add 0 for all that are known in advance.
        3. A new area is a new class that takes an `EgressMeter`; add it to `MetricsServices.Areas`.
        4. Record it where it happens. A counter or a gauge takes about a tenth of a microsecond and no memory.
        5. Rewrite this page.

        """;

    /// <summary>The names of all metrics that can be served.</summary>
    public static IEnumerable<string> Names()
    {
        using var host = new MetricsHost();
        return [.. Own(host).Select(shape => shape.Name), .. BuiltInMetrics.All.Select(metric => metric.Name)];
    }

    public static string Write()
    {
        using var host = new MetricsHost();
        var text = new StringBuilder(Introduction);
        foreach (var shape in Own(host))
        {
            text.Append($"| `{shape.Name}` | {shape.Kind.ToString().ToLowerInvariant()} | {Labels(shape.Tags)} | {shape.Help} |\n");
        }

        text.Append("\nThe buckets of histograms end at ")
            .AppendJoin(", ", MetricShape.DurationBounds.Select(bound => FormattableString.Invariant($"{bound}")))
            .Append(" seconds.\n")
            .Append(BuiltIns);
        foreach (var metric in BuiltInMetrics.All)
        {
            text.Append($"| `{metric.Name}` | `{metric.Instrument}` | {Labels(metric.Tags)} |\n");
        }

        return text.Append(Recipe).ToString();
    }

    private static IEnumerable<MetricShape> Own(MetricsHost host) =>
        host.Registry.Shapes.Where(shape => shape.Name.StartsWith("egressguard_", StringComparison.Ordinal));

    private static string Labels(IEnumerable<string> tags) => string.Join(", ", tags.Select(tag => $"`{MetricName.OfLabel(tag)}`"));
}
