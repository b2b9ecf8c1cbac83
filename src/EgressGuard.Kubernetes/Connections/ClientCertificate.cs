using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>Client certificates in PEM.</summary>
internal static class ClientCertificate
{
    /// <summary>A certificate with its key.</summary>
    /// <exception cref="ConnectionException">They cannot be used.</exception>
    public static X509Certificate2 FromPem(string certificate, string key, string place)
    {
        try
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
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ConnectionException(
                $"{place}: the client certificate and its key cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }
    }
}
