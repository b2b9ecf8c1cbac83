namespace EgressGuard.Webhook.Auditing.Events;

/// <summary>The series under way: bounded, whatever is refused and however often.</summary>
internal sealed class EventBook(string instance, TimeProvider time)
{
    /// <summary>How long after its last occurrence a series is over; what happens later begins another.</summary>
    public static readonly TimeSpan Over = TimeSpan.FromMinutes(6);

    /// <summary>How many there may be at once.</summary>
    public const int MostSeries = 2000;

    private readonly Dictionary<string, EventSeries> _series = new(StringComparer.Ordinal);

    /// <summary>Something happened; false where there is no room for it.</summary>
    public bool Add(GuardEvent happened)
    {
        var now = time.GetUtcNow();
        var key = $"{happened.Reason}/{happened.Series}";
        if (_series.TryGetValue(key, out var series) && now - series.LastSeen < Over)
        {
            series.Again(now);
            return true;
        }

        if (_series.Count >= MostSeries)
        {
            Forget(now);
        }

        if (_series.Count >= MostSeries && !_series.ContainsKey(key))
        {
            return false;
        }

        _series[key] = new EventSeries(happened, happened.OnceAs ?? NewName(key, now), now);
        return true;
    }

    /// <summary>The series that has waited longest to be written; null when none may be written now.</summary>
    public EventSeries? Next()
    {
        var now = time.GetUtcNow();
        // What cannot be written is over at some time, too: it must not be tried for ever before what is new.
        Forget(now);
        return _series.Values.Where(series => series.IsPending && series.NotBefore <= now).MinBy(series => series.LastSeen);
    }

    /// <summary>How long until a series may be written; null when none waits.</summary>
    public TimeSpan? UntilNext() =>
        _series.Values.Where(series => series.IsPending).Select(series => series.NotBefore).Cast<DateTimeOffset?>().Min() - time.GetUtcNow();

    /// <summary>The Event of the series is gone from the cluster.</summary>
    public void Restart(EventSeries series) =>
        series.Restart(NewName($"{series.Event.Reason}/{series.Event.Series}", time.GetUtcNow()), time.GetUtcNow());

    /// <summary>Drops what is over, written or not: an Event about long ago helps nobody.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var key in _series.Where(entry => now - entry.Value.LastSeen >= Over).Select(entry => entry.Key).ToArray())
        {
            _series.Remove(key);
        }
    }

    /// <summary>Different on every replica, which each count for themselves.</summary>
    private string NewName(string key, DateTimeOffset now) => EventJson.NameOf(FormattableString.Invariant($"{key}/{instance}/{now.Ticks}"));
}
