using System.Net.Http.Headers;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Testing;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Tests.Metrics;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Telemetry;

/// <summary>What the real process sends to a collector, and that without one it sends and loads nothing.</summary>
public sealed class OtlpExportTests
{
    private const string Secret = "s3cret";

    private static readonly byte[] Refused = Encoding.UTF8.GetBytes(Samples.Review(
        """{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"cnn","annotations":{"token":"s3cret"}},"spec":{"hosts":["s3cret.example.com"]}}"""));

    [Fact]
    public async Task Every_review_is_a_span_and_every_metric_arrives()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var webhook = await WebhookProcess.StartAsync(Sending(receiver.Address));

        await webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Refused);
        await webhook.ReviewAsync(AdmissionPhase.Mutate, Samples.Uid, Refused);
        using (await webhook.PostAsync("/validate", "{}"u8.ToArray()))
        {
        }

        await Eventually.IsTrueAsync(
            () => receiver.Spans.Any(span => span.Status == 2) && receiver.Spans.Count(span => Of(span, "uid") == Samples.Uid) == 2, "three spans");
        var denied = receiver.Spans.Single(span => span.Name == "validate" && Of(span, "uid") == Samples.Uid);
        Assert.Equal(
            ("denied", "validate", "CREATE", "ServiceEntry", "403", 2UL, 0UL),
            (Of(denied, "decision"), Of(denied, "phase"), Of(denied, "operation"), Of(denied, "kind"), Of(denied, "code"), denied.Kind, denied.Status));
        Assert.Contains("EG102", Of(denied, "rules").Split(','));
        Assert.Equal("allowed", Of(receiver.Spans.Single(span => span.Name == "mutate" && Of(span, "uid") == Samples.Uid), "decision"));
        var broken = receiver.Spans.Single(span => span.Status == 2);
        Assert.Equal("400", broken.Attributes["http.response.status_code"]);
        Assert.DoesNotContain("egressguard.decision", broken.Attributes.Keys);
        Assert.DoesNotContain(receiver.Spans, span => span.Name is not ("validate" or "mutate"));
        Assert.DoesNotContain(receiver.Spans.SelectMany(span => span.Attributes.Values), value => value.Contains(Secret, StringComparison.Ordinal));

        await Eventually.IsTrueAsync(
            () => receiver.Points.Any(point => point is { Metric: "egressguard.admission.requests", Value: 1 }
                && point.Attributes["decision"] == "denied" && point.Attributes["kind"] == "ServiceEntry"),
            "the refusal among the metrics");
        var names = receiver.Points.Select(point => point.Metric).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "egressguard.admission.duration", "egressguard.rule.findings", "egressguard.snapshot.age", "http.server.request.duration" },
            names);
        Assert.All(names, name => Assert.True(
            name.StartsWith("egressguard.", StringComparison.Ordinal) || BuiltInMetrics.All.Any(metric => metric.Instrument == name), name));
        Assert.All(receiver.Points.Where(point => point.Metric == "http.server.request.duration"), point => Assert.Subset(
            new HashSet<string> { "http.route", "http.request.method", "http.response.status_code" }, point.Attributes.Keys.ToHashSet()));
        foreach (var path in (IEnumerable<string>)["/v1/metrics", "/v1/traces"])
        {
            Assert.Equal("egressguard", receiver.Resource(path)["service.name"]);
            Assert.NotEmpty(receiver.Resource(path)["service.version"]);
        }

        // Both doors at once.
        Assert.NotNull(PrometheusParser.Parse(await webhook.Admin.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative))).Find("egressguard_admission_requests_total"));
    }

    [Fact]
    public async Task A_span_is_part_of_the_trace_of_its_caller_and_the_last_one_is_sent_at_the_end()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = Sending(receiver.Address);
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "600000"; // only the end sends them
        environment["OTEL_SERVICE_NAME"] = "guard-of-the-east";
        await using var webhook = await WebhookProcess.StartAsync(environment, "--drain-seconds", "0");
        using var content = new ByteArrayContent(Refused) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        content.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var response = await webhook.Reviews.PostAsync(new Uri("/validate", UriKind.Relative), content);
        await webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Refused);
        await webhook.SignalAsync("TERM");
        await webhook.WaitForExitAsync();

        var spans = receiver.Spans.Where(span => Of(span, "uid") == Samples.Uid).ToList();
        Assert.Equal(2, spans.Count);
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (spans[0].TraceId, spans[0].ParentId));
        Assert.Equal("", spans[1].ParentId);
        Assert.Equal("guard-of-the-east", receiver.Resource("/v1/traces")["service.name"]);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_holds_up_neither_reviews_nor_the_end()
    {
        await using var webhook = await WebhookProcess.StartAsync(Sending("http://127.0.0.1:1"), "--drain-seconds", "0");

        for (var i = 0; i < 20; i++)
        {
            Assert.False((await webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Refused)).Allowed);
        }

        await webhook.SignalAsync("TERM");
        Assert.Equal(0, await webhook.WaitForExitAsync());
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_of_it_is_loaded()
    {
        await using var without = await WebhookProcess.StartAsync(new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "" });
        await without.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Refused);
        Assert.DoesNotContain("OpenTelemetry", without.MappedFiles, StringComparison.Ordinal);

        await using var receiver = await OtlpReceiver.StartAsync();
        await using var with = await WebhookProcess.StartAsync(Sending(receiver.Address));
        Assert.Contains("OpenTelemetry", with.MappedFiles, StringComparison.Ordinal);
    }

    [Fact]
    public void No_source_but_one_names_the_packages() => Assert.Equal(
        ["OtlpExport.cs"],
        Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && File.ReadAllText(file).Contains("using OpenTelemetry", StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file)));

    private static string Of(OtlpSpan span, string attribute) => span.Attributes.GetValueOrDefault("egressguard." + attribute, "");

    private static Dictionary<string, string> Sending(string address) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };
}
