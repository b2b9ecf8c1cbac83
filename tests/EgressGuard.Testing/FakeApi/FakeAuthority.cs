using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Testing.FakeApi;

/// <summary>A certificate authority made in memory, and certificates of it.</summary>
public sealed class FakeAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow.AddDays(-1);

    public FakeAuthority(string name = "CN=fake authority", FakeAuthority? issuer = null)
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (issuer is null)
        {
            _certificate = request.CreateSelfSigned(_start, _start.AddDays(30));
            return;
        }

        using var issued = request.Create(issuer._certificate, issuer._start, issuer._start.AddDays(30), RandomNumberGenerator.GetBytes(8));
        _certificate = issued.CopyWithPrivateKey(_key);
    }

    /// <summary>The authority as clients are given it.</summary>
    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>A serving certificate for a DNS name or an address.</summary>
    public X509Certificate2 ForServer(string name = "127.0.0.1") => Issue("CN=kube-apiserver", ServerAuthentication, name);

    /// <summary>A client certificate and its key; with a name as a server's has one, to pose as a server.</summary>
    public X509Certificate2 ForClient(string subject, string? name = null) => Issue(subject, ClientAuthentication, name);

    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(string subject, string usage, string? name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (name is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            if (IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        // No longer than its issuer, which another authority may have begun a moment earlier.
        using var issued = request.Create(_certificate, _start, new DateTimeOffset(_certificate.NotAfter), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
