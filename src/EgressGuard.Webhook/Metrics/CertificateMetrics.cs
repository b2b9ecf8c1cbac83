using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Tls;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The serving certificate, without which no API server calls.</summary>
internal sealed class CertificateMetrics
{
    private const string Reason = "reason";

    private static readonly (ClientRefusal Refusal, string Name)[] Reasons =
        [.. Enum.GetValues<ClientRefusal>().Select(refusal => (refusal, MetricName.OfWord(refusal.ToString())))];

    private readonly ReloadCounter _reloads;

    /// <summary>Makes the instruments.</summary>
    public CertificateMetrics(EgressMeter meter, CertificateStore certificates, ClientRefusals? refusals = null)
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
        meter.Observe(
            "egressguard.client.refusals",
            "{connection}",
            $"Connections that --client-ca did not let in, by reason: {string.Join(", ", Reasons.Select(reason => reason.Name))}. 0 without it.",
            () => Reasons.Select(reason => new Measurement<double>(
                refusals?.Of(reason.Refusal) ?? 0, new KeyValuePair<string, object?>(Reason, reason.Name))),
            isCounter: true,
            Reason);
    }

    /// <summary>Counts a change of the certificate files.</summary>
    public void Reloaded(bool success) => _reloads.Count(success);
}
