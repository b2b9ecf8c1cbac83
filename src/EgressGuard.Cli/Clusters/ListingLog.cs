using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Cli.Clusters;

/// <summary>Tells what a list holds that it should not hold. Lists come several at once.</summary>
internal sealed class ListingLog(Terminal terminal) : IWatchLog
{
    private readonly Lock _writing = new();

    public void Skipped(WatchedType type, string problem)
    {
        lock (_writing)
        {
            terminal.Error.WriteLine($"egressguard: {type}: an item was passed over: {problem}");
        }
    }

    public void StateChanged(WatchedType type, WatchStatus before, WatchStatus now)
    {
    }

    public void Restarted(WatchedType type, RestartReason reason, string problem)
    {
    }

    public void Unreadable(WatchedType type, ObjectRef reference, string problem)
    {
    }

    public void ObserverFailed(Exception exception)
    {
    }
}
