using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Webhook.Live;

/// <summary>Tells the log what happens to the watches: what an operator must act on loudly, what mends itself quietly.</summary>
internal sealed partial class WatchLog(ILogger<WatchLog> logger) : IWatchLog
{
    /// <inheritdoc/>
    public void StateChanged(WatchedType type, WatchStatus before, WatchStatus now)
    {
        switch (now.State)
        {
            case WatchState.Synced when before.State == WatchState.Starting:
                LogSynced(type);
                break;
            case WatchState.Synced:
                LogSyncedAgain(type, before.State);
                break;
            case WatchState.Absent:
                LogAbsent(type);
                break;
            case WatchState.Forbidden:
                LogForbidden(type, now.Problem);
                break;
            case WatchState.Broken:
                LogBroken(type, now.Problem);
                break;
        }
    }

    /// <inheritdoc/>
    public void Restarted(WatchedType type, RestartReason reason, string problem)
    {
        if (reason != RestartReason.Closed)
        {
            LogRestarted(type, reason, problem);
        }
    }

    /// <inheritdoc/>
    public void Unreadable(WatchedType type, ObjectRef reference, string problem) => LogUnreadable(type, reference, problem);

    /// <inheritdoc/>
    public void Skipped(WatchedType type, string problem) => LogSkipped(type, problem);

    /// <inheritdoc/>
    public void ObserverFailed(Exception exception) => LogObserverFailed(exception);

    [LoggerMessage(1, LogLevel.Debug, "All {Type} of the cluster are known.")]
    private partial void LogSynced(WatchedType type);

    [LoggerMessage(9, LogLevel.Information, "Changes of {Type} arrive again (before: {Before}).")]
    private partial void LogSyncedAgain(WatchedType type, WatchState before);

    [LoggerMessage(2, LogLevel.Information, "The cluster does not serve {Type}. They are asked for again every minute or so.")]
    private partial void LogAbsent(WatchedType type);

    [LoggerMessage(3, LogLevel.Error,
        "The guard may not list and watch {Type}, and judges nothing well without them: let its service account do so. {Problem}")]
    private partial void LogForbidden(WatchedType type, string? problem);

    [LoggerMessage(4, LogLevel.Warning, "Changes of {Type} no longer arrive; they are judged by as they were last seen. {Problem}")]
    private partial void LogBroken(WatchedType type, string? problem);

    [LoggerMessage(5, LogLevel.Debug, "The watch of {Type} begins again ({Reason}). {Problem}")]
    private partial void LogRestarted(WatchedType type, RestartReason reason, string problem);

    [LoggerMessage(6, LogLevel.Error, "{Type} {Reference} is in the cluster and cannot be read, so that nothing is judged by it: {Problem}")]
    private partial void LogUnreadable(WatchedType type, ObjectRef reference, string problem);

    [LoggerMessage(7, LogLevel.Warning, "Something about {Type} was passed over: {Problem}")]
    private partial void LogSkipped(WatchedType type, string problem);

    [LoggerMessage(8, LogLevel.Error, "A change of the mesh could not be passed on.")]
    private partial void LogObserverFailed(Exception exception);
}
