using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Webhook.Tests.Running;

/// <summary>A serving certificate for localhost from a certificate authority with an intermediate, as operators have them.</summary>
internal sealed record TestCertificate(string Chain, string Key, string Thumbprint)
{
    /// <summary>Who signed it in the end, PEM.</summary>
    public required string Root { get; init; }

    public static TestCertificate Create(DateTimeOffset? notAfter = null, bool isRsa = false)
    {
        var end = notAfter ?? DateTimeOffset.UtcNow.AddDays(30);
        var start = end.AddDays(-60);
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("CN=root", rootKey).CreateSelfSigned(start.AddDays(-1), end.AddDays(1));
        using var intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var intermediateOnly = Authority("CN=intermediate", intermediateKey).Create(root, start.AddDays(-1), end.AddDays(1), Serial());
        using var intermediate = intermediateOnly.CopyWithPrivateKey(intermediateKey);

        using AsymmetricAlgorithm key = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest("CN=webhook", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=webhook", (ECDsa)key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(
            intermediate.SubjectName, X509SignatureGenerator.CreateForECDsa(intermediateKey), start, end, Serial());
        return new TestCertificate(
            leaf.ExportCertificatePem() + "\n" + intermediate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n", leaf.Thumbprint)
        {
            Root = root.ExportCertificatePem() + "\n",
        };
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(8);
}
