using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>Makes certificate authorities and serving certificates: P-256, because every connection of an API server signs anew.</summary>
internal static class Issuing
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>The clocks of API servers may be behind.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    /// <summary>A new authority. No two have the same name: clients find the one that issued a certificate by it.</summary>
    public static KeyedCertificate Authority(DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serial = Serial();
        var name = string.Create(
            CultureInfo.InvariantCulture, $"CN=EgressGuard CA {now:yyyy-MM-dd} {Convert.ToHexStringLower(serial.AsSpan(0, 4))}");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - ClockDifference, now + lifetime, serial);
        return KeyedCertificate.Of(certificate, key);
    }

    /// <summary>A new serving certificate. It ends with its authority at the latest.</summary>
    /// <param name="authority">Who signs.</param>
    /// <param name="names">The DNS names, the first of which is also its subject.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">How long it is good.</param>
    public static KeyedCertificate Certificate(
        KeyedCertificate authority, IReadOnlyList<string> names, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The subject is for people; a common name has at most 64 characters, and clients look at the DNS names alone.
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(names[0].Length <= 64 ? names[0] : "EgressGuard");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority.Certificate, true, false));
        var (start, end) = (now - ClockDifference, now + lifetime);
        using var certificate = request.Create(
            authority.Certificate,
            start < authority.NotBefore ? authority.NotBefore : start,
            end > authority.NotAfter ? authority.NotAfter : end,
            Serial());
        return KeyedCertificate.Of(certificate, key);
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40); // positive, and of full length
        return serial;
    }
}
