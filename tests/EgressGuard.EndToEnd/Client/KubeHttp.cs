using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Client;

/// <summary>HTTP with a client certificate, as kubectl has it from a kubeconfig.</summary>
internal static class KubeHttp
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    /// <summary>A client for one server.</summary>
    /// <param name="server">The address.</param>
    /// <param name="authorityPem">Who vouches for the server.</param>
    /// <param name="client">As whom to ask.</param>
    public static HttpClient Create(Uri server, string authorityPem, KeyPair client)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(authorityPem);
        return Create(server, authorities, Certificate(client.CertificatePem, client.KeyPem));
    }

    /// <summary>A client certificate that can be used for TLS: one whose key was never in a store cannot on every system.</summary>
    public static X509Certificate2 Certificate(string certificatePem, string keyPem)
    {
        using var pem = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A client for one server.</summary>
    /// <param name="server">The address.</param>
    /// <param name="authorities">Who vouches for the server; null: whom the system trusts.</param>
    /// <param name="client">As whom to ask; null for what a header says.</param>
    public static HttpClient Create(Uri server, X509Certificate2Collection? authorities, X509Certificate2? client)
    {
        var tls = new SslClientAuthenticationOptions();
        if (authorities is not null)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (client is not null)
        {
            tls.ClientCertificates = [client];
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => client;
        }

        return new HttpClient(new SocketsHttpHandler { SslOptions = tls, UseProxy = false }) { BaseAddress = server, Timeout = Deadline };
    }
}
