using System.Collections.Immutable;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>How far a kind has come.</summary>
public enum WatchState
{
    /// <summary>No full list has been read yet.</summary>
    Starting,

    /// <summary>Every object is known, and changes arrive.</summary>
    Synced,

    /// <summary>The cluster does not serve the kind: there are no objects, and that is known.</summary>
    Absent,

    /// <summary>The permissions do not suffice.</summary>
    Forbidden,

    /// <summary>Every object was known, but changes no longer arrive. What was known is kept.</summary>
    Broken,
}

/// <summary>Why a list or a watch began again.</summary>
public enum RestartReason
{
    /// <summary>The server closed the watch, as it does every few minutes. Nothing is wrong.</summary>
    Closed,

    /// <summary>The server closed the watch at once and without an event.</summary>
    VeryShort,

    /// <summary>The version is too old to continue from, or a list took too long.</summary>
    Expired,

    /// <summary>The server has too much to do (429).</summary>
    Throttled,

    /// <summary>The server reported an error of its own (500).</summary>
    InternalError,

    /// <summary>The server reported another error.</summary>
    ServerError,

    /// <summary>The server cannot be reached, or the connection broke.</summary>
    Unreachable,

    /// <summary>What arrived is cut off or is no JSON.</summary>
    Malformed,

    /// <summary>Nothing arrived, not even the end, when the server should have closed the watch.</summary>
    Silent,

    /// <summary>The kind is no longer served.</summary>
    NotFound,

    /// <summary>The permissions do not suffice (403).</summary>
    Forbidden,

    /// <summary>An error in EgressGuard itself.</summary>
    Fault,
}

/// <summary>What is known of a watch at one moment, immutable.</summary>
/// <param name="State">How far the kind has come.</param>
public sealed record WatchStatus(WatchState State)
{
    /// <summary>Since when changes do not arrive; null when they do.</summary>
    public DateTimeOffset? BrokenSince { get; init; }

    /// <summary>When a list, an event or the orderly end of a watch last arrived; null when none did yet.</summary>
    public DateTimeOffset? LastContact { get; init; }

    /// <summary>What is wrong, in words; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>How many lists were read to the end.</summary>
    public long Lists { get; init; }

    /// <summary>How many watches were asked for.</summary>
    public long Watches { get; init; }

    /// <summary>How many changes of objects arrived.</summary>
    public long Events { get; init; }

    /// <summary>How many bookmarks arrived.</summary>
    public long Bookmarks { get; init; }

    /// <summary>How many events and items were passed over: of an unknown type, or of another kind.</summary>
    public long Skipped { get; init; }

    /// <summary>How many times an object could not be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>How many times a list or watch began again, by reason.</summary>
    public ImmutableDictionary<RestartReason, long> Restarts { get; init; } = ImmutableDictionary<RestartReason, long>.Empty;

    /// <summary>Whether every object is known, if only as it was before the watch broke.</summary>
    public bool IsKnown => State is WatchState.Synced or WatchState.Absent or WatchState.Broken;
}
