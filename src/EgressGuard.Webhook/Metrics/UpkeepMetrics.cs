using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The upkeep of a self-managed certificate (docs/certificates.md). Where there is none, nothing is told.</summary>
internal sealed class UpkeepMetrics
{
    private const string Authority = "ca";
    private const string Made = "made";

    /// <summary>Makes the instruments.</summary>
    public UpkeepMetrics(EgressMeter meter, UpkeepStatus status)
    {
        meter.Observe(
            "egressguard.serving_ca.expiry_timestamp",
            "s",
            "When a certificate authority expires, in seconds since 1970: current signs, next is going to. Only for self-managed "
            + "certificates.",
            () => Expiries(status),
            tags: Authority);
        Count("egressguard.certificate_upkeep.failures", "{failure}",
            "Looks at the Secret and the webhook configurations that failed; the log says why. Only for self-managed certificates.",
            () => [new Measurement<double>(status.Failures)]);
        Count("egressguard.certificate_upkeep.made", "{certificate}",
            "Serving certificates and certificate authorities that this replica made. Only for self-managed certificates.",
            () => [Of(status.Certificates, "certificate"), Of(status.Authorities, "ca")],
            Made);
        Count("egressguard.certificate_upkeep.ca_bundle_writes", "{write}",
            "Webhook configurations whose caBundle this replica put right. When it keeps growing somebody else keeps undoing it.",
            () => [new Measurement<double>(status.Patches)]);

        void Count(
            string name, string unit, string description, Func<IEnumerable<Measurement<double>>> observe, params ReadOnlySpan<string> tags) =>
            meter.Observe(name, unit, description, () => status.IsUsed ? observe() : [], isCounter: true, tags);
    }

    private static IEnumerable<Measurement<double>> Expiries(UpkeepStatus status)
    {
        var state = status.State;
        if (state.Authority is { } current)
        {
            yield return Expiry(current, "current");
        }

        if (state.Next is { } next)
        {
            yield return Expiry(next, "next");
        }
    }

    private static Measurement<double> Expiry(KeyedCertificate authority, string which) =>
        new(authority.NotAfter.ToUnixTimeSeconds(), new KeyValuePair<string, object?>(Authority, which));

    private static Measurement<double> Of(long count, string what) => new(count, new KeyValuePair<string, object?>(Made, what));
}
