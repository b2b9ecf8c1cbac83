namespace EgressGuard.Kubernetes.Client;

/// <summary>How patient a client is. The defaults are for every day.</summary>
public sealed record ApiOptions
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long one try of a request may take; for a watch, until it is open.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is tried at most.</summary>
    public int MaxTries { get; init; } = 10;

    /// <summary>No try starts later than this after the first one.</summary>
    public TimeSpan MaxRetrying { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much longer than its time a watch may be silent before its connection is taken for dead.</summary>
    public TimeSpan WatchSlack { get; init; } = TimeSpan.FromSeconds(30);
}
