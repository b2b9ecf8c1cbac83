using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Judging;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The exemptions that reviews are judged with, wherever they come from.</summary>
internal sealed class ExemptionMetrics
{
    private const string State = "state";

    private readonly ReloadCounter _reloads;

    /// <summary>Makes the instruments.</summary>
    public ExemptionMetrics(EgressMeter meter, CurrentBasis basis, TimeProvider time)
    {
        _reloads = new ReloadCounter(
            meter,
            "egressguard.exemption.reloads",
            "Changes of the file of exemptions, by result: success, or failure, and then those from before stay until they expire.");
        meter.Observe(
            "egressguard.exemptions",
            "{exemption}",
            "Exemptions by state: active, or expired, which exempts nothing. Those that cannot be read are in neither.",
            () =>
            {
                var now = time.GetUtcNow();
                var all = basis.Current.Exemptions.All;
                var active = all.Count(exemption => exemption.ExpiresAt > now);
                return
                [
                    new Measurement<double>(active, new KeyValuePair<string, object?>(State, "active")),
                    new Measurement<double>(all.Length - active, new KeyValuePair<string, object?>(State, "expired")),
                ];
            },
            tags: State);
        meter.Observe(
            "egressguard.exemption.next_expiry_timestamp",
            "s",
            "When the next of the active exemptions expires, in seconds since 1970. Not there when none is active.",
            () =>
            {
                var now = time.GetUtcNow();
                var expiries = basis.Current.Exemptions.All.Select(exemption => exemption.ExpiresAt).Where(expiry => expiry > now).ToList();
                return expiries.Count == 0 ? [] : [new Measurement<double>(expiries.Min().ToUnixTimeSeconds())];
            });
    }

    /// <summary>Counts a change of the file of exemptions.</summary>
    public void Reloaded(bool success) => _reloads.Count(success);
}
