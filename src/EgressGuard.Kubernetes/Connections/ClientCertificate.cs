using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>Client certificates in PEM.</summary>
internal static class ClientCertificate
{
    private static readonly string[] Encrypted = ["-----BEGIN ENCRYPTED PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED"];

    /// <summary>A certificate with its key, and the intermediate certificates that follow it.</summary>
    /// <param name="certificate">The certificates, the client's own first.</param>
    /// <param name="key">The key: RSA or EC, PKCS #8 or of the older kinds.</param>
    /// <param name="place">Where the certificate comes from, for errors.</param>
    /// <param name="keyPlace">Where the key comes from.</param>
    /// <exception cref="ConnectionException">They cannot be used.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "It lives in the credential.")]
    public static Credential FromPem(string certificate, string key, string place, string keyPlace)
    {
        if (Encrypted.Any(mark => key.Contains(mark, StringComparison.Ordinal)))
        {
            throw new ConnectionException(
                $"{keyPlace}: the key is encrypted, and nobody is asked for its password; "
                + "name a decrypted one, as openssl pkey writes it.");
        }

        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(certificate);
            return new Credential(null, WithKey(certificate, key), [.. all.Skip(1)]);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ConnectionException(
                $"{place}: the client certificate and its key cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static X509Certificate2 WithKey(string certificate, string key)
    {
        var read = X509Certificate2.CreateFromPem(certificate, key);
        if (!OperatingSystem.IsWindows())
        {
            return read;
        }

        // Windows cannot use a key in TLS that lives in memory only.
        using (read)
        {
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
