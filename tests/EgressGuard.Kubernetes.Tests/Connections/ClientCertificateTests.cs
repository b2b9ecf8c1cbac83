using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.Connections;

/// <summary>The kinds of keys that tools write, and what is shown of the certificates.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly FakeAuthority _root = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _ecCertificate;
    private readonly string _rsaCertificate;

    public ClientCertificateTests()
    {
        _ecCertificate = SelfSigned(new CertificateRequest("CN=me", _ec, HashAlgorithmName.SHA256));
        _rsaCertificate = SelfSigned(new CertificateRequest("CN=me", _rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _ec.Dispose();
        _rsa.Dispose();
        _root.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public void Takes_every_kind_of_key()
    {
        const string Parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        Usable(_ecCertificate, _ec.ExportPkcs8PrivateKeyPem());
        Usable(_ecCertificate, _ec.ExportECPrivateKeyPem());
        Usable(_ecCertificate, Parameters + _ec.ExportECPrivateKeyPem());
        Usable(_rsaCertificate, _rsa.ExportPkcs8PrivateKeyPem());
        Usable(_rsaCertificate, _rsa.ExportRSAPrivateKeyPem());

        var both = _rsaCertificate + "\n" + _rsa.ExportRSAPrivateKeyPem();
        Usable(both, both);
    }

    [Fact]
    public void Says_that_an_encrypted_key_is_of_no_use()
    {
        const string Problem = "place: the key is encrypted, and nobody is asked for its password; name a decrypted one, as openssl pkey writes it.";
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        Assert.Equal(Problem, Fails(_ecCertificate, _ec.ExportEncryptedPkcs8PrivateKeyPem("password", parameters)));
        Assert.Equal(Problem, Fails(_rsaCertificate, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"));
    }

    [Fact]
    public void Says_that_a_key_does_not_belong_to_the_certificate()
    {
        const string Problem = "certificate: the client certificate and its key cannot be used: ";
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.StartsWith(Problem, Fails(_ecCertificate, other.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.StartsWith(Problem, Fails(_ecCertificate, _rsa.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
        Assert.StartsWith(Problem, Fails(_ecCertificate, "no key"), StringComparison.Ordinal);
        Assert.StartsWith(Problem, Fails("no certificate", _ec.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_the_certificates_between_its_own_and_the_authority()
    {
        using var between = new FakeAuthority("CN=between", _root);
        using var certificate = between.ForClient("CN=me");
        var credential = ClientCertificate.FromPem(
            certificate.ExportCertificatePem() + "\n" + between.Pem, FakeAuthority.KeyPem(certificate), "certificate", "place");
        _listener.Start();
        var seen = SeenAsync();
        using var client = new ApiClient(new ClusterConnection
        {
            Server = new Uri($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"),
            Authority = CertificateAuthority.FromPem(Encoding.UTF8.GetBytes(_root.Pem), "test"),
            Credentials = Credentials.Fixed(credential),
        });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync(Token));

        Assert.Equal(["CN=me", "CN=between"], await seen);
    }

    private static void Usable(string certificate, string key)
    {
        using var read = ClientCertificate.FromPem(certificate, key, "certificate", "place").Certificate!;
        Assert.Equal("CN=me", read.Subject);
        Assert.True(read.HasPrivateKey);
    }

    private static string Fails(string certificate, string key) =>
        Assert.Throws<ConnectionException>(() => ClientCertificate.FromPem(certificate, key, "certificate", "place")).Message;

    private static string SelfSigned(CertificateRequest request)
    {
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }

    /// <summary>A server that takes one connection, looks at the client's certificates, and refuses them.</summary>
    private async Task<string[]> SeenAsync()
    {
        string[] seen = [];
        using var certificate = _root.ForServer();
        using var socket = await _listener.AcceptTcpClientAsync(Token);
        _listener.Stop();
        await using var stream = new SslStream(socket.GetStream());
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, own, chain, _) =>
            {
                seen = [own!.Subject, .. chain!.ChainPolicy.ExtraStore.Select(item => item.Subject).Where(subject => subject != own.Subject)];
                return false;
            },
        };
        await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsServerAsync(options, Token));
        return seen;
    }
}
