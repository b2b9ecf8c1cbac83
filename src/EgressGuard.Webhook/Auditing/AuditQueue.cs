namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// What is to be judged again. A changed object is, at once. What else a change touches is not worked out: rules look far, and a wrong
/// guess would leave an old verdict standing. So every change also asks for a round over everything, once the mesh has been quiet for a
/// second, and in a mesh that never is at the latest after half a minute. Safe for any thread.
/// </summary>
internal sealed class AuditQueue(TimeProvider time)
{
    /// <summary>How long the mesh must have been quiet before a round.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>The least time from the beginning of a round to the next, and the longest that a change waits for quiet.</summary>
    public static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(30);

    /// <summary>With more objects than these waiting, the round that comes anyway judges them all.</summary>
    private const int MostWaiting = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<AuditKey> _known = [];
    private readonly Queue<AuditKey> _waiting = new();
    private readonly Alarm _alarm = new(time);
    private long? _firstChange;
    private long _lastChange;

    /// <summary>How many changed objects wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Something changed: these objects, or none of them but the policy or an exemption.</summary>
    public void Changed(IReadOnlyCollection<AuditKey> keys)
    {
        lock (_gate)
        {
            _lastChange = time.GetTimestamp();
            _firstChange ??= _lastChange;
            foreach (var key in keys)
            {
                if (_waiting.Count < MostWaiting && _known.Add(key))
                {
                    _waiting.Enqueue(key);
                }
            }
        }

        _alarm.Ring();
    }

    /// <summary>Takes a changed object, the one that waits longest first.</summary>
    public bool TryTake(out AuditKey key)
    {
        lock (_gate)
        {
            var isTaken = _waiting.TryDequeue(out key);
            _known.Remove(key);
            return isTaken;
        }
    }

    /// <summary>A round begins: it answers all changes until now.</summary>
    public void RoundBegins()
    {
        lock (_gate)
        {
            _firstChange = null;
            _waiting.Clear();
            _known.Clear();
        }
    }

    /// <summary>How long until changes call for a round; null when nothing changed since the last one began.</summary>
    public TimeSpan? UntilRound()
    {
        lock (_gate)
        {
            if (_firstChange is not { } first)
            {
                return null;
            }

            var quiet = Quiet - time.GetElapsedTime(_lastChange);
            var longest = BetweenRounds - time.GetElapsedTime(first);
            return quiet < longest ? quiet : longest;
        }
    }

    /// <summary>Sleeps until the next change, or for this long.</summary>
    public Task SleepAsync(TimeSpan wait, CancellationToken stop) => _alarm.SleepAsync(wait, stop);
}
