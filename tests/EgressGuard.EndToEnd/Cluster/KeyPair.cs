using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.EndToEnd.Cluster;

/// <summary>A certificate and its key, PEM.</summary>
internal sealed record KeyPair(string CertificatePem, string KeyPem);

/// <summary>A certificate authority of one test run.</summary>
internal sealed class Authority : IDisposable
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _from = DateTimeOffset.UtcNow.AddHours(-1);
    private readonly DateTimeOffset _until = DateTimeOffset.UtcNow.AddHours(23);
    private readonly X509Certificate2 _certificate;

    public Authority()
    {
        var request = new CertificateRequest("CN=end-to-end", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(_from, _until);
    }

    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>A certificate for a server on this machine.</summary>
    /// <param name="more">Another name or address of the machine; null for none.</param>
    public KeyPair Serving(string? more = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        if (IPAddress.TryParse(more, out var address))
        {
            names.AddIpAddress(address);
        }
        else if (more is not null)
        {
            names.AddDnsName(more);
        }

        return Issue("CN=localhost", ServerAuthentication, names.Build());
    }

    /// <summary>A certificate for somebody who may do everything.</summary>
    public KeyPair Administrator() => Issue("O=system:masters, CN=end-to-end-administrator", ClientAuthentication, null);

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private KeyPair Issue(string name, Oid usage, X509Extension? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        using var certificate = request.Create(_certificate, _from, _until, RandomNumberGenerator.GetBytes(8));
        return new KeyPair(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
