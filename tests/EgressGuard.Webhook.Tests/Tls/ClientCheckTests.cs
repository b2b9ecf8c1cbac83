using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;
using EgressGuard.Webhook.Tests.Metrics;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Tls;

/// <summary><c>--client-ca</c>: only the API server is let in, and probes still work.</summary>
public sealed class ClientCheckTests
{
    [Fact]
    public async Task Only_callers_with_a_certificate_and_a_name_are_let_in()
    {
        using var directory = new TemporaryDirectory();
        using var authority = new FakeAuthority();
        using var other = new FakeAuthority("CN=another authority");
        var serving = TestCertificate.Create();
        directory.Write("tls.crt", serving.Chain);
        directory.Write("tls.key", serving.Key);
        directory.Write("client-ca.crt", authority.Pem);
        await using var webhook = await WebhookProcess.StartAsync(
            "--certificate", directory.File("tls.crt"), "--key", directory.File("tls.key"),
            "--client-ca", directory.File("client-ca.crt"), "--client-names", "kube-apiserver,apiserver.example.com");
        var root = Convert.ToBase64String(Encoding.ASCII.GetBytes(serving.Root));
        // It warms up by calling itself, and lets itself in.
        Assert.DoesNotContain(webhook.Lines, line => line.Contains("warm-up did not come to its end", StringComparison.Ordinal));

        await AcceptsAsync(authority.ForClient("CN=kube-apiserver"));
        await AcceptsAsync(authority.ForClient("CN=x", "apiserver.example.com"));
        await RefusesAsync(null, "no_certificate");
        await RefusesAsync(other.ForClient("CN=kube-apiserver"), "not_trusted");
        await RefusesAsync(authority.ForServer("localhost"), "not_trusted"); // not good for a client
        await RefusesAsync(authority.ForClient("CN=alice"), "wrong_name");
        using var ready = await webhook.Admin.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        // Another authority is taken without a restart; nonsense is not.
        directory.Write("client-ca.crt", "nonsense");
        await webhook.WaitForLineAsync(line => line.Contains("There is no PEM certificate in", StringComparison.Ordinal));
        await AcceptsAsync(authority.ForClient("CN=kube-apiserver"));
        directory.Write("client-ca.crt", other.Pem);
        await webhook.WaitForLineAsync(line => line.Contains("checked by new certificate authorities", StringComparison.Ordinal));
        await AcceptsAsync(other.ForClient("CN=kube-apiserver"));
        await RefusesAsync(authority.ForClient("CN=kube-apiserver"), "not_trusted");

        async Task AcceptsAsync(X509Certificate2 own)
        {
            using var caller = new TrustingCaller(root, "localhost", webhook.AdmissionPort, own);
            Assert.Equal(403, (await caller.ReviewAsync()).Code);
            own.Dispose();
        }

        async Task RefusesAsync(X509Certificate2? own, string reason)
        {
            var before = await CountAsync(reason);
            using var caller = new TrustingCaller(root, "localhost", webhook.AdmissionPort, own);
            await Assert.ThrowsAsync<HttpRequestException>(caller.ReviewAsync);
            Assert.True(await CountAsync(reason) > before, reason);
            own?.Dispose();
        }

        async Task<double> CountAsync(string reason) =>
            PrometheusParser.Parse(await webhook.Admin.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative)))
                .Sum("egressguard_client_refusals_total", ("reason", reason));
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_keeps_the_webhook_from_starting()
    {
        using var directory = new TemporaryDirectory();

        var (code, output) = await WebhookProcess.RunToEndAsync("--client-ca", directory.File("none.crt"), "--admission-port", "0", "--admin-port", "0");

        Assert.Equal(2, code);
        Assert.StartsWith($"The certificate authorities in {directory.File("none.crt")}, given with --client-ca, cannot be used", output, StringComparison.Ordinal);
    }
}
