using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>Rings whenever a watched object changes. What it says is read by whoever looks, so that nothing old is acted on.</summary>
internal sealed class Doorbell(Action ring) : IObjectSink<string>, IWatchLog
{
    /// <inheritdoc/>
    public string Read(ResourceType type, ObjectHead head, ReadOnlyMemory<byte> utf8Json, out string? problem)
    {
        problem = null;
        return head.ResourceVersion;
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyDictionary<ObjectRef, string> all) => ring();

    /// <inheritdoc/>
    public void Set(ObjectRef reference, string item) => ring();

    /// <inheritdoc/>
    public void Remove(ObjectRef reference) => ring();

    // A watch that does not work is made up for by looking every minute, and what is wrong with the cluster the looks tell.
    void IWatchLog.StateChanged(WatchedType type, WatchStatus before, WatchStatus now)
    {
    }

    void IWatchLog.Restarted(WatchedType type, RestartReason reason, string problem)
    {
    }

    void IWatchLog.Unreadable(WatchedType type, ObjectRef reference, string problem)
    {
    }

    void IWatchLog.Skipped(WatchedType type, string problem)
    {
    }

    void IWatchLog.ObserverFailed(Exception exception)
    {
    }
}
