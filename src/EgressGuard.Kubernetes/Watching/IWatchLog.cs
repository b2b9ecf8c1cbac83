using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>Who is told what happens to watches. Calls come from several loops at once; they must return soon and not throw.</summary>
public interface IWatchLog
{
    /// <summary>A kind went from one state to another.</summary>
    void StateChanged(WatchedType type, WatchStatus before, WatchStatus now);

    /// <summary>A list or watch failed, or ended; it begins again by itself.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="reason">Why.</param>
    /// <param name="problem">In words.</param>
    void Restarted(WatchedType type, RestartReason reason, string problem);

    /// <summary>An object cannot be read. It is left out, as if it were not there.</summary>
    void Unreadable(WatchedType type, ObjectRef reference, string problem);

    /// <summary>An event or item was passed over: of an unknown type, or of another kind.</summary>
    void Skipped(WatchedType type, string problem);

    /// <summary>Somebody who wanted to hear of changes threw.</summary>
    void ObserverFailed(Exception exception);
}
