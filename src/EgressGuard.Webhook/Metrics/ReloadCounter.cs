using System.Diagnostics.Metrics;

namespace EgressGuard.Webhook.Metrics;

/// <summary>Counts how changed files were taken: both results are there from the start, so that the first failure is an increase.</summary>
internal sealed class ReloadCounter
{
    private const string Tag = "result";

    private readonly Counter<long> _reloads;

    /// <summary>Makes the counter.</summary>
    public ReloadCounter(EgressMeter meter, string name, string description)
    {
        _reloads = meter.Counter(name, "{reload}", description, Tag);
        Add(0, true);
        Add(0, false);
    }

    /// <summary>Counts a change that was taken, or refused.</summary>
    public void Count(bool success) => Add(1, success);

    private void Add(long count, bool success) =>
        _reloads.Add(count, new KeyValuePair<string, object?>(Tag, success ? "success" : "failure"));
}
