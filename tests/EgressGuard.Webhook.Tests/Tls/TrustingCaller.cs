using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Tls;

/// <summary>Calls as an API server does: by the name of the Service, trusting exactly a caBundle, on a connection of its own.</summary>
internal sealed class TrustingCaller : IDisposable
{
    private static readonly Uri Validate = new("/validate?timeout=10s", UriKind.Relative);

    private readonly HttpClient _client;

    /// <param name="caBundle">As it stands in the webhook configuration: PEM in base64.</param>
    /// <param name="service">The name of the Service with its namespace, such as <c>egressguard.shop.svc</c>.</param>
    /// <param name="port">Where the replica listens.</param>
    /// <param name="own">The caller's own certificate, if it shows one.</param>
    public TrustingCaller(string caBundle, string service, int port, X509Certificate2? own = null)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(caBundle)));
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(trusted);
        _client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    Seen?.Invoke(certificate!);
                    return errors == SslPolicyErrors.None;
                },
                LocalCertificateSelectionCallback = own is null ? null : (_, _, _, _, _) => own,
            },
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync("localhost", port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{service}:{port}")),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    /// <summary>Told of the certificate that each handshake brought.</summary>
    public Action<X509Certificate>? Seen { get; init; }

    /// <summary>Sends a review and checks the answer.</summary>
    public async Task<ReviewResponse> ReviewAsync()
    {
        using var body = new StringContent(Samples.OpenServiceEntry, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(Validate, body);
        return ApiServerContract.Verify(
            AdmissionPhase.Validate,
            Samples.Uid,
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => _client.Dispose();
}
