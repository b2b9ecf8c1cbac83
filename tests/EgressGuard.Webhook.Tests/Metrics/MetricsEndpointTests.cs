using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Metrics;

/// <summary>What GET /metrics of the running webhook serves.</summary>
public sealed class MetricsEndpointTests
{
    private const string Connect =
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"705ab4f5-6393-11e8-b7cc-42010a800002","operation":"CONNECT","kind":{"group":"","version":"v1","kind":"PodExecOptions"}}}""";

    [Fact]
    public async Task Counters_go_up_by_exactly_what_was_done()
    {
        using var mesh = new TemporaryDirectory();
        mesh.Write("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: payments}\n");
        await using var webhook = await WebhookProcess.StartAsync("--context", mesh.Path);
        var before = await ScrapeAsync(webhook);

        for (var i = 0; i < 3; i++)
        {
            await webhook.StillServesAsync();
        }

        await webhook.ReviewAsync(AdmissionPhase.Mutate, Samples.Uid, Encoding.UTF8.GetBytes(Samples.OpenServiceEntry));
        await webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Encoding.UTF8.GetBytes(Connect));
        await RefusedAsync(webhook, HttpStatusCode.BadRequest, "{}"u8.ToArray());
        await RefusedAsync(webhook, HttpStatusCode.BadRequest, "\uFEFF{ nothing"u8.ToArray());
        await RefusedAsync(webhook, HttpStatusCode.RequestEntityTooLarge, new byte[(7 * 1024 * 1024) + 1]);
        await RefusedAsync(webhook, HttpStatusCode.UnsupportedMediaType, "{}"u8.ToArray(), "text/plain");
        await StallAsync(webhook);

        var after = await ScrapeAsync(webhook);
        Assert.Equal(3, Increase("egressguard_admission_requests_total", ("phase", "validate"), ("operation", "CREATE"), ("kind", "ServiceEntry"), ("decision", "denied")));
        Assert.Equal(1, Increase("egressguard_admission_requests_total", ("phase", "mutate"), ("operation", "CREATE"), ("kind", "ServiceEntry"), ("decision", "allowed")));
        Assert.Equal(1, Increase("egressguard_admission_requests_total", ("phase", "validate"), ("operation", "CONNECT"), ("kind", "other"), ("decision", "allowed")));
        Assert.Equal(5, Increase("egressguard_admission_requests_total"));
        Assert.Equal(5, Increase("egressguard_admission_duration_seconds_count"));
        Assert.Equal(3, Increase("egressguard_admission_duration_seconds_count", ("kind", "ServiceEntry"), ("operation", "CREATE"), ("decision", "denied")));
        Assert.InRange(Increase("egressguard_admission_duration_seconds_sum"), 0.000_001, 60);
        Assert.Equal(3, Increase("egressguard_rule_findings_total", ("rule", "EG102"), ("action", "deny")));
        Assert.Equal(0, Increase("egressguard_rule_findings_total", ("rule", "EG301")));
        Assert.Equal(0, after.Sum("egressguard_rule_failures_total"));
        Assert.Equal(2, Increase("egressguard_requests_rejected_total", ("reason", "bad_body")));
        Assert.Equal(1, Increase("egressguard_requests_rejected_total", ("reason", "too_large")));
        Assert.Equal(1, Increase("egressguard_requests_rejected_total", ("reason", "media_type")));
        Assert.Equal(1, Increase("egressguard_requests_rejected_total", ("reason", "deadline")));
        Assert.Equal(0, Increase("egressguard_requests_rejected_total", ("reason", "too_many")));
        Assert.Equal(2, after.Sum("egressguard_snapshot_objects", ("kind", "Namespace")));
        Assert.Equal(2, after.Sum("egressguard_snapshot_objects"));
        Assert.Equal(0, after.Sum("egressguard_metrics_dropped_total"));
        Assert.True(Increase("http_server_request_duration_seconds_count", ("http_route", "/validate"), ("http_response_status_code", "200")) >= 4);
        Assert.True(Increase("dotnet_process_cpu_time_seconds_total") > 0);

        double Increase(string name, params (string, string)[] labels) => after.Sum(name, labels) - before.Sum(name, labels);
    }

    [Fact]
    public async Task Requests_under_way_are_counted_and_those_that_break_off()
    {
        await using var webhook = await WebhookProcess.StartAsync();
        await using (var stalled = await RawConnection.OpenAsync(webhook.AdmissionPort))
        {
            await stalled.SendAsync("POST /validate?timeout=30s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
            await Eventually.IsTrueAsync(async () => (await ScrapeAsync(webhook)).Sum("egressguard_admission_in_flight") == 1);
            stalled.Reset();
        }

        await Eventually.IsTrueAsync(async () => (await ScrapeAsync(webhook)).Sum("egressguard_requests_rejected_total", ("reason", "bad_body")) == 1);
        await Eventually.IsTrueAsync(async () => (await ScrapeAsync(webhook)).Sum("egressguard_admission_in_flight") == 0);
    }

    [Fact]
    public async Task Everything_with_known_labels_is_there_before_anything_happens_and_everything_is_documented()
    {
        await using var webhook = await WebhookProcess.StartAsync();

        var read = await ScrapeAsync(webhook);

        Assert.DoesNotContain(webhook.Lines, line => line.Contains(" warn ", StringComparison.Ordinal) || line.Contains(" error ", StringComparison.Ordinal));
        Assert.Null(read.Find("egressguard_exemption_next_expiry_timestamp_seconds"));
        Assert.Equal(0, read.Sum("egressguard_requests_rejected_total"));
        Assert.Equal(7, read.Find("egressguard_requests_rejected_total")!.Samples.Count);
        Assert.Equal(2, read.Find("egressguard_policy_reloads_total")!.Samples.Count);
        Assert.Equal(2, read.Find("egressguard_certificate_reloads_total")!.Samples.Count);
        Assert.Contains(read.Find("egressguard_rule_findings_total")!.Samples, sample => sample.Labels["rule"] == "EG901" && sample.Labels["action"] == "warn");
        Assert.Contains(read.Find("egressguard_rule_failures_total")!.Samples, sample => sample.Labels["rule"] == "EG101");
        Assert.Contains(
            read.Find("egressguard_admission_requests_total")!.Samples,
            sample => sample.Labels is var labels && labels["kind"] == "Pod" && labels["decision"] == "denied" && labels["operation"] == "UPDATE");
        var info = Assert.Single(read.Find("egressguard_policy_info")!.Samples);
        Assert.Equal(("default", "built-in"), (info.Labels["name"], info.Labels["hash"]));
        Assert.Matches("^[0-9]+[.][0-9]+[.][0-9]+", Assert.Single(read.Find("egressguard_build_info")!.Samples).Labels["version"]);

        var documented = MetricsDocument.Names().ToHashSet();
        Assert.Subset(documented, read.Families.Select(family => family.Name).ToHashSet());
        // What is listed by name must be what the runtime's instruments are called, or it would be missed in silence.
        await webhook.StillServesAsync();
        var served = (await ScrapeAsync(webhook)).Families.Select(family => family.Name).ToHashSet();
        Assert.Subset(served, BuiltInMetrics.All.Select(metric => metric.Name)
            .Except(["dotnet_exceptions_total", "kestrel_rejected_connections_total", "kestrel_connection_duration_seconds"]) // nothing to tell yet
            .ToHashSet());
    }

    [Fact]
    public async Task Reloads_of_policy_and_certificate_are_counted_and_what_is_in_force_is_told()
    {
        using var directory = new TemporaryDirectory();
        var (first, second) = (TestCertificate.Create(), TestCertificate.Create(DateTimeOffset.UtcNow.AddDays(60)));
        var policy = directory.Write("policy.yaml", Policy("Warn"));
        directory.Write("tls.crt", first.Chain);
        directory.Write("tls.key", first.Key);
        await using var webhook = await WebhookProcess.StartAsync(
            "--policy", policy, "--certificate", directory.File("tls.crt"), "--key", directory.File("tls.key"));
        var read = await ScrapeAsync(webhook);
        Assert.Equal(HashOf(policy), Assert.Single(read.Find("egressguard_policy_info")!.Samples).Labels["hash"]);
        Assert.Equal(ExpiryOf(first), read.Sum("egressguard_serving_certificate_expiry_timestamp_seconds"));

        directory.Write("policy.yaml", Policy("Sometimes"));
        await CountedAsync("egressguard_policy_reloads_total", "failure");
        directory.Write("policy.yaml", Policy("Audit"));
        await CountedAsync("egressguard_policy_reloads_total", "success");
        directory.Write("tls.crt", "nothing");
        await CountedAsync("egressguard_certificate_reloads_total", "failure");
        // Elsewhere first, so that no half of the pair is ever seen.
        directory.Write("new.key", second.Key);
        directory.Write("new.crt", second.Chain);
        File.Move(directory.File("new.key"), directory.File("tls.key"), overwrite: true);
        File.Move(directory.File("new.crt"), directory.File("tls.crt"), overwrite: true);
        await Eventually.IsTrueAsync(async () =>
            (await ScrapeAsync(webhook)).Sum("egressguard_certificate_reloads_total", ("result", "success")) == 1);

        read = await ScrapeAsync(webhook);
        var info = Assert.Single(read.Find("egressguard_policy_info")!.Samples);
        Assert.Equal(("gentle", HashOf(policy), 1.0), (info.Labels["name"], info.Labels["hash"], info.Value));
        Assert.Equal(ExpiryOf(second), read.Sum("egressguard_serving_certificate_expiry_timestamp_seconds"));

        Task CountedAsync(string name, string result) => Eventually.IsTrueAsync(async () =>
            (await ScrapeAsync(webhook)).Sum(name, ("result", result)) == 1);
    }

    private static async Task<Exposition> ScrapeAsync(WebhookProcess webhook)
    {
        using var response = await webhook.Admin.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.GetValues("Content-Type").Single());
        return PrometheusParser.Parse(await response.Content.ReadAsByteArrayAsync());
    }

    private static async Task RefusedAsync(WebhookProcess webhook, HttpStatusCode expected, byte[] body, string type = "application/json")
    {
        using var response = await webhook.PostAsync("/validate", body, type);
        Assert.Equal(expected, response.StatusCode);
    }

    private static async Task StallAsync(WebhookProcess webhook)
    {
        await using var connection = await RawConnection.OpenAsync(webhook.AdmissionPort);
        await connection.SendAsync("POST /validate?timeout=1s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        Assert.Equal(408, (await connection.ReceiveAsync()).Status);
    }

    private static string Policy(string enforcement) =>
        $"apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {{name: gentle}}\nspec: {{enforcement: {enforcement}}}\n";

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..12];

    private static double ExpiryOf(TestCertificate certificate)
    {
        using var leaf = X509Certificate2.CreateFromPem(certificate.Chain);
        return new DateTimeOffset(leaf.NotAfter.ToUniversalTime()).ToUnixTimeSeconds();
    }
}
