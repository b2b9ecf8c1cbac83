using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Virtual;

/// <summary>Writes down what it is told.</summary>
internal sealed class RecordingLog : IWatchLog
{
    public List<string> Lines { get; } = [];

    public void StateChanged(WatchedType type, WatchStatus before, WatchStatus now) => Lines.Add($"{type}: {before.State} to {now.State}");

    public void Restarted(WatchedType type, RestartReason reason, string problem) => Lines.Add($"{type}: {reason}");

    public void Unreadable(WatchedType type, ObjectRef reference, string problem) => Lines.Add($"{type}: {reference} unreadable: {problem}");

    public void Skipped(WatchedType type, string problem) => Lines.Add($"{type}: skipped: {problem}");

    public void ObserverFailed(Exception exception) => Lines.Add($"observer: {exception.Message}");
}
