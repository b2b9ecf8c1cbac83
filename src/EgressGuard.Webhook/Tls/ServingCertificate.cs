using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Webhook.Tls;

/// <summary>
/// A certificate, ready for handshakes. The chain is built once and offline, and the intermediates are sent along; a certificate
/// selector would do neither (engineering.md 3.2). Immutable, so that a new one replaces it between two handshakes.
/// </summary>
internal sealed class ServingCertificate
{
    private readonly byte[] _source;
    private readonly SslStreamCertificateContext _context;

    private ServingCertificate(X509Certificate2 leaf, X509Certificate2Collection intermediates, byte[] source)
    {
        Leaf = leaf;
        _source = source;
        _context = SslStreamCertificateContext.Create(leaf, intermediates, offline: true);
    }

    /// <summary>The certificate itself, with its key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>When the certificate expires.</summary>
    public DateTimeOffset NotAfter => new(Leaf.NotAfter.ToUniversalTime());

    [SuppressMessage(
        "Security", "CA5398:Avoid hardcoded SslProtocols values", Justification = "A floor that no machine's configuration may lower.")]
    private static SslProtocols Protocols => SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>What handshakes are answered with. Not to be changed.</summary>
    /// <param name="clients">Who may call; null for everybody.</param>
    public SslServerAuthenticationOptions HandshakeFor(ClientCheck? clients)
    {
        var handshake = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _context,
            EnabledSslProtocols = Protocols,
            // The API server speaks nothing else to webhooks, and Kestrel would write into these shared options if it were left open.
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        clients?.ApplyTo(handshake, Leaf);
        return handshake;
    }

    /// <summary>Whether both were read from the same bytes: certificate, intermediates and key.</summary>
    public bool HasSameSourceAs(ServingCertificate other) => _source.AsSpan().SequenceEqual(other._source);

    /// <summary>Makes one from PEM text.</summary>
    /// <param name="certificate">The leaf, then the intermediates.</param>
    /// <param name="key">The leaf's private key, unencrypted.</param>
    /// <exception cref="CryptographicException">One of them cannot be read, or the key is another certificate's.</exception>
    public static ServingCertificate FromPem(ReadOnlySpan<char> certificate, ReadOnlySpan<char> key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        if (chain.Count == 0)
        {
            throw new CryptographicException("there is no PEM certificate in it");
        }

        if (BreaksOff(certificate))
        {
            throw new CryptographicException("its last certificate breaks off, as in a file that is being written");
        }

        chain.RemoveAt(0);
        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificate, key);
            return new ServingCertificate(leaf, chain, Digest([.. certificate, '\0', .. key]));
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException("the key is not the certificate's: " + exception.Message, exception);
        }
    }

    /// <summary>Makes one from a certificate that holds its own key.</summary>
    public static ServingCertificate FromCertificate(X509Certificate2 certificate) =>
        new(certificate, [], certificate.GetCertHash(HashAlgorithmName.SHA256));

    /// <summary>
    /// Whether something begins after the last whole block. Served without an intermediate, a certificate is trusted by nobody.
    /// </summary>
    private static bool BreaksOff(ReadOnlySpan<char> pem)
    {
        while (PemEncoding.TryFind(pem, out var block))
        {
            pem = pem[block.Location.End..];
        }

        return pem.Contains("-----", StringComparison.Ordinal);
    }

    private static byte[] Digest(ReadOnlySpan<char> text) => SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text));
}
