using System.Net.Security;

namespace EgressGuard.Webhook.Tls;

/// <summary>Holds what the next handshake uses: the certificate, and who may call. Every handshake reads it once.</summary>
internal sealed class CertificateStore
{
    private readonly Lock _gate = new();
    private volatile SslServerAuthenticationOptions _handshake;
    private volatile ServingCertificate _current;
    private ServingCertificate? _former;
    private ClientCheck? _clients;

    /// <summary>The first certificate, and who may call; null for everybody.</summary>
    public CertificateStore(ServingCertificate first, ClientCheck? clients = null)
    {
        (_current, _clients) = (first, clients);
        _handshake = first.HandshakeFor(clients);
    }

    /// <summary>The certificate in use.</summary>
    public ServingCertificate Current => _current;

    /// <summary>What a handshake is answered with. Not to be changed.</summary>
    public SslServerAuthenticationOptions Handshake => _handshake;

    /// <summary>Who may call; null for everybody.</summary>
    public ClientCheck? Clients
    {
        get
        {
            lock (_gate)
            {
                return _clients;
            }
        }
    }

    /// <summary>Takes another certificate for all handshakes from now on. Connections that stand keep theirs.</summary>
    public void Replace(ServingCertificate certificate)
    {
        lock (_gate)
        {
            (_former, _current, _handshake) = (_current, certificate, certificate.HandshakeFor(_clients));
        }
    }

    /// <summary>Lets others call from now on. Connections that stand are not asked again.</summary>
    public void Replace(ClientCheck clients)
    {
        lock (_gate)
        {
            (_clients, _handshake) = (clients, _current.HandshakeFor(clients));
        }
    }

    /// <summary>Whether this is the certificate in use or the one before, with which a handshake may still be under way.</summary>
    public bool IsOwn(ReadOnlySpan<byte> certificate)
    {
        lock (_gate)
        {
            return certificate.SequenceEqual(_current.Leaf.RawDataMemory.Span)
                || (_former is not null && certificate.SequenceEqual(_former.Leaf.RawDataMemory.Span));
        }
    }
}
