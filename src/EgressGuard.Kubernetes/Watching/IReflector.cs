namespace EgressGuard.Kubernetes.Watching;

/// <summary>A loop that keeps up with one kind.</summary>
public interface IReflector
{
    /// <summary>The kind.</summary>
    WatchedType Type { get; }

    /// <summary>How it is doing. Each reading is consistent in itself.</summary>
    WatchStatus Status { get; }

    /// <summary>Keeps up until it is cancelled; returns once nothing is under way any more. It does not throw.</summary>
    Task RunAsync(CancellationToken stop);
}
