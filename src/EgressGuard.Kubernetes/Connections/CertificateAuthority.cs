using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>The certificates that vouch for an API server. They rotate: a file is read again when a server cannot be verified.</summary>
public sealed class CertificateAuthority
{
    private readonly string? _file;
    private byte[] _pem;

    private CertificateAuthority(byte[] pem, string? file, string source)
    {
        (_pem, _file, Source) = (pem, file, source);
        Certificates = Read(pem, source);
    }

    /// <summary>Where the certificates come from: a file, or a field in one.</summary>
    public string Source { get; }

    /// <summary>The certificates as they were read last. The collection is never changed, only replaced.</summary>
    public X509Certificate2Collection Certificates { get; private set; }

    /// <summary>Certificates in PEM.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="source">What to call it in errors, such as <c>config: certificate-authority-data of cluster prod</c>.</param>
    /// <exception cref="ConnectionException">There is no certificate in it.</exception>
    public static CertificateAuthority FromPem(byte[] pem, string source) => new(pem, null, source);

    /// <summary>Certificates in a PEM file, which may change later.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">What names it, for errors; null where the path says enough.</param>
    /// <exception cref="ConnectionException">It cannot be read, or there is no certificate in it.</exception>
    public static CertificateAuthority FromFile(string path, string? source = null) =>
        new(LocalFile.Read(path, source ?? "the certificates that vouch for the API server"), path, path);

    /// <summary>Reads the file again. What cannot be read or used changes nothing.</summary>
    public void Reload()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            var pem = LocalFile.Read(_file, "certificates");
            if (!pem.AsSpan().SequenceEqual(_pem))
            {
                Certificates = Read(pem, _file);
                _pem = pem;
            }
        }
        catch (ConnectionException)
        {
            // Somebody is about to write it. The next server that is not believed looks again.
        }
    }

    private static X509Certificate2Collection Read(byte[] pem, string source)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException exception)
        {
            throw new ConnectionException($"{source}: a certificate in it cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }

        return certificates.Count > 0
            ? certificates
            : throw new ConnectionException($"{source}: there is no certificate in it; it must hold PEM, -----BEGIN CERTIFICATE-----.");
    }
}
