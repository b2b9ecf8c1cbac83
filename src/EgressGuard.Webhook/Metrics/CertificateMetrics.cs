using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Tls;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The serving certificate, without which no API server calls.</summary>
internal sealed class CertificateMetrics
{
    private readonly ReloadCounter _reloads;

    /// <summary>Makes the instruments.</summary>
    public CertificateMetrics(EgressMeter meter, CertificateStore certificates)
    {
        _reloads = new ReloadCounter(
            meter,
            "egressguard.certificate.reloads",
            "Changes of the certificate files, by result: success, or failure, and then the certificate from before stays in use.");
        meter.Observe(
            "egressguard.serving_certificate.expiry_timestamp",
            "s",
            "When the certificate in use expires, in seconds since 1970. After that no API server calls, and failurePolicy decides.",
            () => [new Measurement<double>(certificates.Current.NotAfter.ToUnixTimeSeconds())]);
    }

    /// <summary>Counts a change of the certificate files.</summary>
    public void Reloaded(bool success) => _reloads.Count(success);
}
