using System.Diagnostics.Metrics;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Webhook.Judging;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The exemptions that reviews are judged with, wherever they come from.</summary>
internal sealed class ExemptionMetrics
{
    private const string State = "state";

    private static readonly (ExemptionState State, string Name)[] States =
        [.. Enum.GetValues<ExemptionState>().Select(state => (state, MetricName.OfWord(state.ToString())))];

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
            "Exemptions by state: active; expired; too_long, which asks for more time than the policy grants. Only active ones exempt.",
            () =>
            {
                var states = StatesOf(basis.Current, time).ToLookup(entry => entry.State);
                return States.Select(state =>
                    new Measurement<double>(states[state.State].Count(), new KeyValuePair<string, object?>(State, state.Name)));
            },
            tags: State);
        meter.Observe(
            "egressguard.exemption.next_expiry_timestamp",
            "s",
            "When the next of the active exemptions expires, in seconds since 1970. Not there when none is active.",
            () => StatesOf(basis.Current, time)
                .Where(entry => entry.State == ExemptionState.Active)
                .Select(entry => entry.Expires)
                .Order()
                .Take(1)
                .Select(next => new Measurement<double>(next.ToUnixTimeSeconds())));
    }

    /// <summary>Counts a change of the file of exemptions.</summary>
    public void Reloaded(bool success) => _reloads.Count(success);

    private static IEnumerable<(ExemptionState State, DateTimeOffset Expires)> StatesOf(Basis basis, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return basis.Exemptions.All.Select(exemption => (exemption.StateAt(now, basis.Policy.Exemptions.MaxLifetime), exemption.Expires));
    }
}
