using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Tests.Metrics;

/// <summary>What instruments measure, as it is served.</summary>
public sealed class MetricRegistryTests : IDisposable
{
    private readonly MetricsHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\\")]
    [InlineData("a\nb\n")]
    [InlineData("a\\n")]
    [InlineData("a\r\n\tb\0c")]
    [InlineData("\"} 1\n# HELP x x\n# TYPE x counter\nx 1")]
    [InlineData("{},=# ")]
    [InlineData("Grüße \u2028 \U0001F600")]
    public void Any_label_value_comes_through_as_it_is(string value)
    {
        _host.Meter.Counter("test.nasty", "{x}", "Help with \\ and\na line.", "value").Add(1, Tag("value", value));

        var family = _host.Scrape().Find("test_nasty_total")!;
        Assert.Equal(value, Assert.Single(family.Samples).Labels["value"]);
        Assert.Equal("Help with \\ and\na line.", family.Help);
    }

    [Fact]
    public void Halves_of_surrogate_pairs_do_not_make_the_same_series_twice()
    {
        var counter = _host.Meter.Counter("test.halves", "{x}", "x", "value");
        counter.Add(1, Tag("value", "a\uD800"));
        counter.Add(2, Tag("value", "a\uDC00"));

        var sample = Assert.Single(_host.Scrape().Find("test_halves_total")!.Samples);
        Assert.Equal(("a\uFFFD", 3.0), (sample.Labels["value"], sample.Value));
    }

    [Fact]
    public void Tags_become_labels_by_name_wherever_they_stand_and_no_others_do()
    {
        var counter = _host.Meter.Counter("test.tags", "{x}", "x", "one", "two");
        counter.Add(1, Tag("one", "1"), Tag("two", "2"));
        counter.Add(1, Tag("two", 2), Tag("host", "api.example.com"), Tag("one", 1L));
        counter.Add(1, Tag("two", true));
        counter.Add(1, Tag("one", null), Tag("two", "true"), Tag("x", "y"));

        var samples = _host.Scrape().Find("test_tags_total")!.Samples;
        Assert.All(samples, sample => Assert.Equal(["one", "two"], sample.Labels.Keys));
        Assert.Equal([("", "true", 2.0), ("1", "2", 2.0)], samples.Select(sample => (sample.Labels["one"], sample.Labels["two"], sample.Value)));
    }

    [Fact]
    public void Too_many_series_are_dropped_and_counted_and_the_others_go_on()
    {
        var counter = _host.Meter.Counter("test.flood", "{x}", "x", "value");
        for (var i = 0; i < Metric.MaxSeries + 7; i++)
        {
            counter.Add(1, Tag("value", "v" + i));
        }

        counter.Add(1, Tag("value", "v0"));

        var read = _host.Scrape();
        Assert.Equal(Metric.MaxSeries, read.Find("test_flood_total")!.Samples.Count);
        Assert.Equal(Metric.MaxSeries + 1, read.Sum("test_flood_total"));
        Assert.Equal(7, read.Sum("egressguard_metrics_dropped_total"));
    }

    [Fact]
    public void A_sum_is_not_spoilt_by_what_is_no_number_and_a_counter_never_falls()
    {
        var durations = _host.Meter.Duration("test.durations", "x");
        durations.Record(double.NaN);
        durations.Record(0.3);
        var counter = _host.Meter.Counter("test.count", "{x}", "x");
        counter.Add(5);
        counter.Add(-2);

        var read = _host.Scrape();
        Assert.Equal((0.3, 1.0), (read.Sum("test_durations_seconds_sum"), read.Sum("test_durations_seconds_count")));
        Assert.Equal(5, read.Sum("test_count_total"));
    }

    [Fact]
    public void Durations_fall_into_the_bucket_that_ends_at_them()
    {
        var durations = _host.Meter.Duration("test.buckets", "x");
        foreach (var seconds in (double[])[0, 0.0005, 0.00051, 10, 10.1, double.PositiveInfinity])
        {
            durations.Record(seconds);
        }

        var buckets = _host.Scrape().Find("test_buckets_seconds")!.Samples.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            ["0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"],
            buckets.Select(bucket => bucket.Labels["le"]));
        Assert.Equal((2.0, 3.0, 4.0, 6.0), (buckets[0].Value, buckets[1].Value, buckets[^2].Value, buckets[^1].Value));
    }

    [Fact]
    public void What_is_observed_is_served_as_it_is_now_and_gone_when_it_is_not_told_any_more()
    {
        var told = new List<Measurement<double>> { new(1, Tag("name", "old")), new(double.NegativeInfinity, Tag("name", "odd")) };
        _host.Meter.Observe("test.observed", "s", "x", () => told, tags: "name");
        Assert.Equal(["odd", "old"], Names());

        told.Clear();
        told.Add(new Measurement<double>(2, Tag("name", "new")));
        Assert.Equal(["new"], Names());

        told.Clear();
        Assert.Null(_host.Scrape().Find("test_observed_seconds"));

        string[] Names() => [.. _host.Scrape().Find("test_observed_seconds")!.Samples.Select(sample => sample.Labels["name"])];
    }

    [Fact]
    public void One_that_cannot_be_observed_keeps_no_other_from_being_served()
    {
        _host.Meter.Observe("test.broken", null, "x", () => throw new InvalidOperationException("broken"));

        var read = _host.Scrape();
        Assert.Null(read.Find("test_broken"));
        Assert.Equal(1, read.Sum("egressguard_build_info"));
        Assert.NotNull(read.Find("dotnet_process_cpu_time_seconds_total"));
    }

    [Fact]
    public void Only_meters_of_this_host_are_listened_to()
    {
        using var other = new MetricsHost();
        other.Get<ReviewMetrics>().Rejected(Rejection.TooLarge);
        using var unknown = new Meter("Some.Library");
        unknown.CreateCounter<long>("some.counter").Add(1);
        _host.Factory.Create(EgressMeter.Name).CreateCounter<long>("undeclared").Add(1);

        var read = _host.Scrape();
        Assert.Equal(0, read.Sum("egressguard_requests_rejected_total"));
        Assert.Equal(1, other.Scrape().Sum("egressguard_requests_rejected_total", ("reason", "too_large")));
        Assert.DoesNotContain(read.Families, family => family.Name.StartsWith("some", StringComparison.Ordinal) || family.Name == "undeclared_total");
    }

    [Fact]
    public void Two_instruments_that_would_be_served_under_one_name_are_not_mixed_up()
    {
        _host.Meter.Counter("test.same", "{x}", "x", "a").Add(1, Tag("a", "1"));
        _host.Meter.Counter("test_same", "{x}", "x", "b").Add(1, Tag("b", "1"));

        Assert.Equal(["a"], Assert.Single(_host.Scrape().Find("test_same_total")!.Samples).Labels.Keys);
    }

    [Theory]
    [InlineData("http.server.request.duration", "s", false, "http_server_request_duration_seconds")]
    [InlineData("egressguard.admission.requests", "{request}", true, "egressguard_admission_requests_total")]
    [InlineData("a.total", "1", true, "a_total")]
    [InlineData("a.bytes", "By", false, "a_bytes")]
    [InlineData("1a..b--c", null, false, "_1a_b_c")]
    public void Names_are_translated_as_OpenTelemetry_does(string instrument, string? unit, bool isCounter, string expected) =>
        Assert.Equal(expected, MetricName.Of(instrument, unit, isCounter ? MetricKind.Counter : MetricKind.Gauge));

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}
