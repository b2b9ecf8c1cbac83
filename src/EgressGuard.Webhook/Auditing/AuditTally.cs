using System.Diagnostics.Metrics;
using EgressGuard.Core.Model;

namespace EgressGuard.Webhook.Auditing;

/// <summary>How many objects have which verdict, and how many findings each rule has; kept up change by change. Safe for any thread.</summary>
internal sealed class AuditTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _objects = new(StringComparer.Ordinal)
    {
        // A series that is not there and one that is 0 are different things to an alert.
        ["allow"] = 0, ["audit"] = 0, ["deny"] = 0, ["exempt"] = 0, ["warn"] = 0,
    };

    private readonly Dictionary<ObjectKind, IReadOnlyDictionary<string, int>> _others = [];
    private readonly SortedDictionary<(string Rule, string Action), int> _findings = [];

    /// <summary>An object's verdict changed; null for one that is not there.</summary>
    public void Replace(AuditedObject? former, AuditedObject? now)
    {
        lock (_gate)
        {
            Count(former, -1);
            Count(now, 1);
        }
    }

    /// <summary>How many objects of a kind were judged whose verdicts are not kept, by verdict.</summary>
    public void Others(ObjectKind kind, IReadOnlyDictionary<string, int> byVerdict)
    {
        lock (_gate)
        {
            _others[kind] = byVerdict;
        }
    }

    /// <summary>Forgets those whose verdicts are not kept.</summary>
    public void ClearOthers()
    {
        lock (_gate)
        {
            _others.Clear();
        }
    }

    /// <summary>The objects, by verdict.</summary>
    public IEnumerable<Measurement<double>> Objects()
    {
        lock (_gate)
        {
            return [.. _objects.Select(entry => new Measurement<double>(
                entry.Value + _others.Values.Sum(other => other.GetValueOrDefault(entry.Key)),
                new KeyValuePair<string, object?>("verdict", entry.Key)))];
        }
    }

    /// <summary>The findings, by rule and by what they do.</summary>
    public IEnumerable<Measurement<double>> Findings()
    {
        lock (_gate)
        {
            return
            [
                .. _findings.Select(entry => new Measurement<double>(
                    entry.Value,
                    new KeyValuePair<string, object?>("rule", entry.Key.Rule),
                    new KeyValuePair<string, object?>("action", entry.Key.Action))),
            ];
        }
    }

    private void Count(AuditedObject? judged, int by)
    {
        if (judged is null)
        {
            return;
        }

        _objects[judged.Verdict] += by;
        foreach (var (finding, exemption) in judged.Findings)
        {
            // A rule that once had findings keeps its series: it goes to 0, and does not vanish.
            var key = (finding.Rule, exemption is null ? finding.Action.ToString().ToLowerInvariant() : "exempt");
            _findings[key] = _findings.GetValueOrDefault(key) + by;
        }
    }
}
