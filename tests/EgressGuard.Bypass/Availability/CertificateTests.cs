using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Bypass.Availability;

/// <summary>Class 24: a certificate whose end makes every call fail, and a webhook that fails open.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task One_that_has_expired_is_never_served()
    {
        using var directory = new TemporaryDirectory();
        var expired = TestCertificate.Create(DateTimeOffset.UtcNow.AddMinutes(-1));
        directory.Write("tls.crt", expired.Chain);
        directory.Write("tls.key", expired.Key);

        var (code, output) = await WebhookProcess.RunToEndAsync(
            "--certificate", directory.File("tls.crt"), "--key", directory.File("tls.key"), "--admission-port", "0", "--admin-port", "0");

        Assert.Equal(2, code);
        Assert.Contains("expired at", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_is_told_long_before_and_alerted()
    {
        await using var webhook = await WebhookProcess.StartAsync();
        var metrics = await webhook.Admin.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var alerts = await File.ReadAllTextAsync(
            Repository.PathOf("deploy", "observability", "alerts.yaml"), TestContext.Current.CancellationToken);

        Assert.Contains("egressguard_certificate_", metrics, StringComparison.Ordinal);
        Assert.Contains("alert: EgressGuardCertificateExpiresSoon\n", alerts, StringComparison.Ordinal);
        Assert.Contains("alert: EgressGuardCertificateExpires\n", alerts, StringComparison.Ordinal);
    }
}
