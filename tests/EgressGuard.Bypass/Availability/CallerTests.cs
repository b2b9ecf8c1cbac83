using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EgressGuard.Bypass.Running;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Bypass.Availability;

/// <summary>Class 27: callers that are not the API server, and servers that are not the guard.</summary>
public sealed class CallerTests(SharedCluster shared)
{
    [Fact]
    public async Task With_a_client_authority_only_named_callers_are_answered()
    {
        using var directory = new TemporaryDirectory();
        using var authority = new FakeAuthority();
        using var other = new FakeAuthority("CN=another authority");
        directory.Write("client-ca.crt", authority.Pem);
        await using var webhook = await WebhookProcess.StartAsync("--client-ca", directory.File("client-ca.crt"), "--client-names", "kube-apiserver");

        Assert.Equal(200, await CallAsync(webhook, authority.ForClient("CN=kube-apiserver")));
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(webhook, null));
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(webhook, other.ForClient("CN=kube-apiserver")));
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(webhook, authority.ForClient("CN=alice")));
    }

    [Fact]
    public async Task Reviews_are_answered_over_TLS_alone()
    {
        using var plain = new HttpClient { BaseAddress = new Uri($"http://localhost:{shared.Guard.Webhook.AdmissionPort}"), Timeout = TimeSpan.FromSeconds(20) };
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync(new Uri("/validate", UriKind.Relative), TestContext.Current.CancellationToken));

        using var content = new ByteArrayContent(Ask.Create(Given.Pod()).ToBytes()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var onAdminPort = await shared.Guard.Webhook.Admin.PostAsync(
            new Uri("/validate", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.False(onAdminPort.IsSuccessStatusCode);
    }

    private static async Task<int> CallAsync(WebhookProcess webhook, X509Certificate2? own)
    {
        using (own)
        {
            using var handler = new SocketsHttpHandler();

            // Whom the API server trusts is its own affair (caBundle); here only the caller is in question.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None;
            handler.SslOptions.LocalCertificateSelectionCallback = own is null ? null : (_, _, _, _, _) => own;
            using var client = new HttpClient(handler, disposeHandler: false)
            {
                BaseAddress = new Uri($"https://localhost:{webhook.AdmissionPort}"),
                Timeout = TimeSpan.FromSeconds(20),
            };
            using var content = new ByteArrayContent(Ask.Create(Given.Pod()).ToBytes())
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
            using var response = await client.PostAsync(new Uri("/validate", UriKind.Relative), content);
            return (int)response.StatusCode;
        }
    }
}
