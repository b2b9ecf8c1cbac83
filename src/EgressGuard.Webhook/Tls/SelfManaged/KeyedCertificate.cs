using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>A certificate with its private key, as it is stored: PEM. Immutable.</summary>
internal sealed class KeyedCertificate
{
    private KeyedCertificate(string certificatePem, string keyPem)
    {
        Certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        (CertificatePem, KeyPem) = (certificatePem, keyPem);
    }

    /// <summary>The certificate, able to sign.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate, and its intermediates where somebody else issued it.</summary>
    public string CertificatePem { get; }

    /// <summary>The private key, unencrypted.</summary>
    public string KeyPem { get; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset NotBefore => new(Certificate.NotBefore.ToUniversalTime());

    /// <summary>When it expires.</summary>
    public DateTimeOffset NotAfter => new(Certificate.NotAfter.ToUniversalTime());

    /// <summary>Takes a new one.</summary>
    public static KeyedCertificate Of(X509Certificate2 certificate, ECDsa key) =>
        new(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");

    /// <summary>Reads a stored one; null when a part is missing, cannot be read, or is not the other's.</summary>
    public static KeyedCertificate? TryRead(string? certificatePem, string? keyPem)
    {
        if (string.IsNullOrEmpty(certificatePem) || string.IsNullOrEmpty(keyPem))
        {
            return null;
        }

        try
        {
            return new KeyedCertificate(certificatePem, keyPem);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
