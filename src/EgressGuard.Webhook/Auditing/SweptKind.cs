using EgressGuard.Core.Model;

namespace EgressGuard.Webhook.Auditing;

/// <summary>What a sweep has found of one kind so far. Of objects without findings only the number is kept.</summary>
/// <param name="kind">The kind.</param>
/// <param name="room">How many objects may be kept.</param>
internal sealed class SweptKind(ObjectKind kind, int room)
{
    private readonly HashSet<AuditKey> _kept = [];
    private readonly Dictionary<string, int> _others = new(StringComparer.Ordinal);

    /// <summary>The kind.</summary>
    public ObjectKind Kind => kind;

    /// <summary>The objects whose verdicts are kept.</summary>
    public IReadOnlySet<AuditKey> Kept => _kept;

    /// <summary>The number of the others, by verdict.</summary>
    public IReadOnlyDictionary<string, int> Others => _others;

    /// <summary>How many have findings that there was no room for.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Takes an object whose verdict could not be had now: a former one stays.</summary>
    public void Keep(AuditKey key) => _kept.Add(key);

    /// <summary>Takes a verdict; gives what is to be kept of it.</summary>
    public AuditedObject? Take(AuditedObject judged)
    {
        var hasFindings = !judged.Findings.IsEmpty;
        if (hasFindings && _kept.Count < room)
        {
            _kept.Add(judged.Key);
            return judged;
        }

        LeftOut += hasFindings ? 1 : 0;
        _others[judged.Verdict] = _others.GetValueOrDefault(judged.Verdict) + 1;
        return null;
    }
}
