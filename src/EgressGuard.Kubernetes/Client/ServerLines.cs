using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EgressGuard.Kubernetes.Connections;

namespace EgressGuard.Kubernetes.Client;

/// <summary>
/// The connections to a server. They are made anew when the certificates that vouch for it, or the client's own one, have changed;
/// requests under way finish on the old ones, which are left to close when they are idle: to dispose them
/// would fail whoever is just about to use them.
/// </summary>
internal sealed class ServerLines(ClusterConnection connection) : IDisposable
{
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private HttpMessageInvoker? _current;
    private X509Certificate2? _certificate;
    private X509Certificate2Collection? _trusted;

    /// <summary>What sends requests with this credential.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The invoker disposes its handler.")]
    public HttpMessageInvoker For(Credential credential)
    {
        lock (_gate)
        {
            if (_current is null || !ReferenceEquals(_certificate, credential.Certificate))
            {
                (_certificate, _trusted) = (credential.Certificate, connection.Authority?.Certificates);
                _current = new HttpMessageInvoker(NewHandler(credential), disposeHandler: true);
            }

            return _current;
        }
    }

    /// <summary>The server could not be verified: reads the certificates that vouch for it again.</summary>
    /// <param name="failed">What the request was sent with.</param>
    /// <returns>Whether another try may go better.</returns>
    public bool Renew(HttpMessageInvoker failed)
    {
        lock (_gate)
        {
            connection.Authority?.Reload();
            if (!ReferenceEquals(_trusted, connection.Authority?.Certificates))
            {
                _current = null;
            }

            return !ReferenceEquals(_current, failed);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _current?.Dispose();
        }
    }

    private SocketsHttpHandler NewHandler(Credential credential) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = connection.Proxy,
        UseProxy = connection.Proxy is not null,
        ConnectTimeout = ConnectTimeout,

        // A half-open connection carries a watch that is silent for ever.
        KeepAlivePingDelay = PingAfter,
        KeepAlivePingTimeout = PingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        SslOptions = NewTlsOptions(credential),
    };

    [SuppressMessage("Security", "CA5359:Do not disable certificate validation", Justification = "Somebody asked for it in so many words.")]
    private SslClientAuthenticationOptions NewTlsOptions(Credential credential)
    {
        var options = new SslClientAuthenticationOptions();
        if (credential.Certificate is { } certificate)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, credential.Intermediates, offline: true);
        }

        if (connection.SkipTlsVerification)
        {
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (_trusted is not null)
        {
            // The chain alone: the name is checked besides, which a callback of ours could only spoil.
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(_trusted);
        }

        return options;
    }
}
