namespace EgressGuard.Webhook.Auditing.Events;

/// <summary>Occurrences of the same thing, told by one Event in the cluster that counts them.</summary>
internal sealed class EventSeries(GuardEvent first, string name, DateTimeOffset firstSeen)
{
    /// <summary>How often the count of one Event is written at most.</summary>
    public static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(30);

    /// <summary>The first occurrence. A later one may have other words; an Event's cannot be changed.</summary>
    public GuardEvent Event { get; } = first;

    /// <summary>The Event's name.</summary>
    public string Name { get; private set; } = name;

    /// <summary>When it first happened.</summary>
    public DateTimeOffset FirstSeen { get; private set; } = firstSeen;

    /// <summary>When it last happened.</summary>
    public DateTimeOffset LastSeen { get; private set; } = firstSeen;

    /// <summary>How often it happened.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>What the Event in the cluster says; 0 while there is none.</summary>
    public int Written { get; private set; }

    /// <summary>From when on it may be written.</summary>
    public DateTimeOffset NotBefore { get; private set; }

    /// <summary>Whether the Event in the cluster lacks something.</summary>
    public bool IsPending => Count > Written;

    /// <summary>It happened again.</summary>
    public void Again(DateTimeOffset now)
    {
        Count++;
        LastSeen = now;
    }

    /// <summary>The Event was written with this count.</summary>
    public void Wrote(int count, DateTimeOffset now)
    {
        Written = count;
        NotBefore = now + BetweenWrites;
    }

    /// <summary>The Event could not be written; there is another try with the next occurrence or later.</summary>
    public void Failed(DateTimeOffset now) => NotBefore = now + BetweenWrites;

    /// <summary>The Event is gone from the cluster: another is begun with what it has not told.</summary>
    public void Restart(string name, DateTimeOffset now)
    {
        Name = name;
        FirstSeen = now;
        Count = Math.Max(1, Count - Written);
        Written = 0;
    }
}
