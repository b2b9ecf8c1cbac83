using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Leases;

/// <summary>What an election is about, and its times. The defaults are those of Kubernetes' own components.</summary>
/// <param name="Reference">The Lease that the candidates share.</param>
/// <param name="Identity">This candidate's name, different from every other's: the pod's name, usually.</param>
public sealed record LeaseSettings(ObjectRef Reference, string Identity)
{
    /// <summary>How long the others leave a leader alone that they do not hear of.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a leader goes on without a renewal. Less than <see cref="Duration"/>, so that there are never two.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait between two tries.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A number from 0 up to but not including 1, by chance: candidates should not all come at once.</summary>
    public required Func<double> Chance { get; init; }
}
