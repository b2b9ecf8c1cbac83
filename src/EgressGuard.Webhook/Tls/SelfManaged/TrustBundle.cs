using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>The authorities that a webhook configuration trusts: <c>caBundle</c>, PEM in base64.</summary>
internal static class TrustBundle
{
    /// <summary>The bundle of these authorities, always the same for the same ones.</summary>
    public static string Of(IEnumerable<X509Certificate2> authorities) => Convert.ToBase64String(Encoding.ASCII.GetBytes(Pem(authorities)));

    /// <summary>The authorities one after the other, PEM.</summary>
    public static string Pem(IEnumerable<X509Certificate2> authorities) =>
        string.Concat(authorities.Select(authority => authority.ExportCertificatePem() + "\n"));

    /// <summary>Whether a bundle trusts an authority.</summary>
    public static bool Trusts(string? bundle, X509Certificate2 authority) =>
        Decode(bundle).Any(certificate => certificate.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span));

    /// <summary>The authorities of a bundle; none when it cannot be read.</summary>
    public static X509Certificate2Collection Decode(string? bundle)
    {
        try
        {
            return Read(Encoding.UTF8.GetString(Convert.FromBase64String(bundle ?? "")));
        }
        catch (FormatException)
        {
            return [];
        }
    }

    /// <summary>All certificates of a PEM text; none when it cannot be read.</summary>
    public static X509Certificate2Collection Read(string? pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates;
    }

    /// <summary>How a chain is checked that must end in one of these, and asks nobody else.</summary>
    /// <param name="authorities">Who is trusted.</param>
    /// <param name="time">When it must be good; null for whenever it is checked.</param>
    public static X509ChainPolicy PolicyFor(IEnumerable<X509Certificate2> authorities, DateTime? time = null)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (time is { } fixedTime)
        {
            (policy.VerificationTime, policy.VerificationTimeIgnored) = (fixedTime, false);
        }

        policy.CustomTrustStore.AddRange(authorities.ToArray());
        return policy;
    }
}
