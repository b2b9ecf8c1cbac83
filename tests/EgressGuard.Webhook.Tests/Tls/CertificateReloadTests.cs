using System.Net.Security;
using System.Net.Sockets;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Tls;

/// <summary>A renewed certificate is taken without a restart; what cannot be used is refused and the old one stays.</summary>
public sealed class CertificateReloadTests
{
    [Fact]
    public async Task A_mounted_secret_is_taken_when_its_data_link_is_swapped()
    {
        using var volume = new TemporaryDirectory();
        var (first, second) = (TestCertificate.Create(), TestCertificate.Create(isRsa: true));
        volume.Mount("2026_1", ("tls.crt", first.Chain), ("tls.key", first.Key));
        await using var webhook = await StartAsync(volume);
        Assert.Equal((first.Thumbprint, 1), await ServedAsync(webhook));

        // What a standing connection was promised stays as it is; only new ones see the new certificate.
        await using var standing = await RawConnection.OpenAsync(webhook.AdmissionPort);
        volume.Mount("2026_2", ("tls.crt", second.Chain), ("tls.key", second.Key));
        Directory.Delete(volume.File("..2026_1"), recursive: true);

        await Eventually.IsTrueAsync(async () => await ServedAsync(webhook) == (second.Thumbprint, 1));
        Assert.Equal(first.Thumbprint, Thumbprint(standing.Tls));
        await standing.SendAsync("POST /validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        Assert.Equal(400, (await standing.ReceiveAsync()).Status);
        await webhook.WaitForLineAsync(line => line.Contains("A new certificate is in use: CN=webhook", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_until_it_is_mended()
    {
        using var directory = new TemporaryDirectory();
        var (first, second) = (TestCertificate.Create(), TestCertificate.Create());
        directory.Write("tls.crt", first.Chain);
        directory.Write("tls.key", first.Key);
        await using var webhook = await StartAsync(directory);

        // Another certificate's key.
        directory.Write("tls.key", second.Key);
        await RefusesAsync(webhook, "the key is not the certificate's");
        Assert.Equal((first.Thumbprint, 1), await ServedAsync(webhook));

        // Half written.
        directory.Write("tls.crt", second.Chain[..200]);
        await RefusesAsync(webhook, "there is no PEM certificate in it");
        Assert.Equal((first.Thumbprint, 1), await ServedAsync(webhook));

        // Half written, with nothing but an intermediate missing: callers would not trust it.
        directory.Write("tls.crt", second.Chain[..^100]);
        await RefusesAsync(webhook, "its last certificate breaks off");
        Assert.Equal((first.Thumbprint, 1), await ServedAsync(webhook));

        // Expired.
        var expired = TestCertificate.Create(DateTimeOffset.UtcNow.AddMinutes(-1));
        directory.Write("tls.crt", expired.Chain);
        directory.Write("tls.key", expired.Key);
        await RefusesAsync(webhook, "expired at");
        Assert.Equal((first.Thumbprint, 1), await ServedAsync(webhook));

        // Gone.
        File.Delete(directory.File("tls.crt"));
        await RefusesAsync(webhook, "cannot be read");
        Assert.Equal((first.Thumbprint, 1), await ServedAsync(webhook));

        // Mended: a key alone that changes with its certificate is enough.
        directory.Write("tls.crt", second.Chain);
        directory.Write("tls.key", second.Key);
        await Eventually.IsTrueAsync(async () => await ServedAsync(webhook) == (second.Thumbprint, 1));
        await webhook.StillServesAsync();
    }

    [Theory]
    [InlineData("no key", 2, "cannot be read")]
    [InlineData("expired", 2, "expired at")]
    [InlineData("other key", 2, "the key is not the certificate's")]
    [InlineData("not PEM", 2, "there is no PEM certificate in it")]
    public async Task What_cannot_be_used_keeps_the_webhook_from_starting(string what, int exitCode, string reason)
    {
        using var directory = new TemporaryDirectory();
        var certificate = TestCertificate.Create(what == "expired" ? DateTimeOffset.UtcNow.AddMinutes(-1) : null);
        directory.Write("tls.crt", what == "not PEM" ? "x" : certificate.Chain);
        if (what != "no key")
        {
            directory.Write("tls.key", what == "other key" ? TestCertificate.Create().Key : certificate.Key);
        }

        var (code, output) = await WebhookProcess.RunToEndAsync(
            "--certificate", directory.File("tls.crt"), "--key", directory.File("tls.key"), "--admission-port", "0", "--admin-port", "0");

        Assert.Equal(exitCode, code);
        Assert.StartsWith("The certificate in " + directory.File("tls.crt"), output, StringComparison.Ordinal);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", output, StringComparison.Ordinal);
    }

    private static Task<WebhookProcess> StartAsync(TemporaryDirectory directory) =>
        WebhookProcess.StartAsync("--certificate", directory.File("tls.crt"), "--key", directory.File("tls.key"));

    private static Task<string> RefusesAsync(WebhookProcess webhook, string reason) => webhook.WaitForLineAsync(line =>
        line.Contains(reason, StringComparison.Ordinal)
        && line.Contains("The certificate that was read before stays in use", StringComparison.Ordinal));

    /// <summary>The certificate that a new connection gets, and how many others come with it.</summary>
    private static async Task<(string Thumbprint, int Intermediates)> ServedAsync(WebhookProcess webhook)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("localhost", webhook.AdmissionPort);
        var intermediates = 0;
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, chain, _) =>
        {
            intermediates = chain!.ChainPolicy.ExtraStore.Count(certificate => certificate.Subject == "CN=intermediate");
            return true;
        });
        await tls.AuthenticateAsClientAsync("localhost");
        return (Thumbprint(tls), intermediates);
    }

    private static string Thumbprint(SslStream tls) => tls.RemoteCertificate!.GetCertHashString();
}
