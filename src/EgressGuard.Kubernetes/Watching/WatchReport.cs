using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>Keeps the status of one watch. Written by the watch's loop alone, read by anybody.</summary>
internal sealed class WatchReport(WatchedType type, WatchSettings settings)
{
    private volatile WatchStatus _status = new(WatchState.Starting);

    /// <summary>Whether there has been an answer to the question what objects there are.</summary>
    private bool _isKnown;

    public WatchStatus Status => _status;

    /// <summary>A full list is in place.</summary>
    public void Listed()
    {
        _isKnown = true;
        Publish(Healthy(WatchState.Synced) with { Lists = _status.Lists + 1 });
    }

    public void Absent()
    {
        _isKnown = true;
        Publish(Healthy(WatchState.Absent));
    }

    public void WatchBegins() => _status = _status with { Watches = _status.Watches + 1 };

    /// <summary>The watch is open and does not end at once: changes arrive again.</summary>
    public void StaysOpen() => Publish(Healthy(WatchState.Synced));

    public void Event() => Publish(Healthy(WatchState.Synced) with { Events = _status.Events + 1 });

    public void Bookmark() => Publish(Healthy(WatchState.Synced) with { Bookmarks = _status.Bookmarks + 1 });

    public void Skipped(string problem)
    {
        _status = _status with { Skipped = _status.Skipped + 1, LastContact = settings.Time.GetUtcNow() };
        settings.Log.Skipped(type, problem);
    }

    public void Unreadable(ObjectRef reference, string problem)
    {
        _status = _status with { Unreadable = _status.Unreadable + 1 };
        settings.Log.Unreadable(type, reference, problem);
    }

    /// <summary>A list or watch ended.</summary>
    public void Ended(WatchEnd end)
    {
        var counted = Counted(_status, end.Reason);
        if (end.Reason == RestartReason.Closed)
        {
            Publish(Healthy(WatchState.Synced) with { Restarts = counted });
        }
        else
        {
            var state = end.Reason == RestartReason.Forbidden ? WatchState.Forbidden : _isKnown ? WatchState.Broken : WatchState.Starting;

            // After a silence nobody can tell when it began: what was heard last is the last thing that is certain.
            var since = end.Reason == RestartReason.Silent ? _status.LastContact : null;
            Publish(_status with
            {
                State = state,
                BrokenSince = _status.BrokenSince ?? since ?? settings.Time.GetUtcNow(),
                Problem = end.Problem,
                Restarts = counted,
            });
        }

        settings.Log.Restarted(type, end.Reason, end.Problem);
    }

    /// <summary>A list began again from the start because it took too long.</summary>
    public void ListExpired(string problem)
    {
        _status = _status with { Restarts = Counted(_status, RestartReason.Expired) };
        settings.Log.Restarted(type, RestartReason.Expired, problem);
    }

    private WatchStatus Healthy(WatchState state) =>
        _status with { State = state, BrokenSince = null, Problem = null, LastContact = settings.Time.GetUtcNow() };

    private static ImmutableDictionary<RestartReason, long> Counted(WatchStatus status, RestartReason reason) =>
        status.Restarts.SetItem(reason, status.Restarts.GetValueOrDefault(reason) + 1);

    private void Publish(WatchStatus now)
    {
        var before = _status;
        _status = now;
        if (before.State != now.State)
        {
            settings.Log.StateChanged(type, before, now);
        }
    }
}
