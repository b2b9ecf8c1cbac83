using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EgressGuard.Webhook.Files;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Tls;

/// <summary>Why a caller was not let in.</summary>
internal enum ClientRefusal
{
    /// <summary>It showed no certificate.</summary>
    NoCertificate,

    /// <summary>Nobody signed its certificate who is trusted, or it is not good for a client or not now.</summary>
    NotTrusted,

    /// <summary>Its certificate has none of the names.</summary>
    WrongName,
}

/// <summary>Lets in only callers with a certificate of certain authorities: the API servers, where they were told to show one.</summary>
internal sealed class ClientCheck
{
    private readonly X509Certificate2Collection _authorities;
    private readonly ImmutableArray<string> _names;
    private readonly Action<ClientRefusal> _refused;
    private readonly string _source;

    private ClientCheck(string pem, X509Certificate2Collection authorities, ImmutableArray<string> names, Action<ClientRefusal> refused) =>
        (_source, _authorities, _names, _refused) = (pem, authorities, names, refused);

    /// <summary>Reads the authorities from a file.</summary>
    /// <param name="file">PEM.</param>
    /// <param name="names">Who is let in of all they signed; empty for everybody.</param>
    /// <param name="refused">Told of everybody who is not.</param>
    /// <param name="problem">Why it cannot be used, as a sentence that names it; null when it can.</param>
    public static ClientCheck? Read(string file, ImmutableArray<string> names, Action<ClientRefusal> refused, out string? problem)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(MountedFiles.Read(file)[0]);
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            problem = authorities.Count > 0 ? null : $"There is no PEM certificate in {file}, given with --client-ca.";
            return problem is null ? new ClientCheck(pem, authorities, names, refused) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problem = $"The certificate authorities in {file}, given with --client-ca, cannot be used: {exception.Message.TrimEnd('.')}.";
            return null;
        }
    }

    /// <summary>Whether both were read from the same text.</summary>
    public bool HasSameSourceAs(ClientCheck other) => _source == other._source;

    /// <summary>Has handshakes check their callers.</summary>
    /// <param name="handshake">What handshakes are answered with.</param>
    /// <param name="own">The certificate that is served: whoever has its key is this very process, which warms up by calling itself.</param>
    public void ApplyTo(SslServerAuthenticationOptions handshake, X509Certificate2 own)
    {
        handshake.ClientCertificateRequired = true;
        handshake.CertificateChainPolicy = TrustBundle.PolicyFor(_authorities);
        handshake.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            var refusal = certificate is null ? ClientRefusal.NoCertificate
                : certificate.GetRawCertData().AsSpan().SequenceEqual(own.RawDataMemory.Span) ? default(ClientRefusal?)
                : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? ClientRefusal.NotTrusted
                : _names.IsEmpty || HasName((X509Certificate2)certificate) ? null
                : ClientRefusal.WrongName;
            if (refusal is { } reason)
            {
                _refused(reason);
            }

            return refusal is null;
        };
    }

    private bool HasName(X509Certificate2 certificate) => Names(certificate).Any(name => _names.Contains(name, StringComparer.Ordinal));

    private static IEnumerable<string> Names(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(names => names.EnumerateDnsNames())
        .Concat(certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.3")
            .Select(part => part.GetSingleElementValue() ?? ""));
}
