namespace EgressGuard.Webhook.Tls;

/// <summary>Holds the certificate that the next handshake uses. One writer swaps it; every handshake reads it once.</summary>
internal sealed class CertificateStore(ServingCertificate first)
{
    private volatile ServingCertificate _current = first;

    /// <summary>The certificate in use.</summary>
    public ServingCertificate Current => _current;

    /// <summary>Takes another certificate for all handshakes from now on. Connections that stand keep theirs.</summary>
    public void Replace(ServingCertificate certificate) => _current = certificate;
}
