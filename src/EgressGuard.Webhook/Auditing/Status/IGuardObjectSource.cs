using System.Collections.Immutable;

namespace EgressGuard.Webhook.Auditing.Status;

/// <summary>Where the audit finds the guard's own objects, whose status it writes.</summary>
internal interface IGuardObjectSource
{
    /// <summary>The objects as they are now; null while they are not all known.</summary>
    GuardObjects? Current { get; }

    /// <summary>
    /// Has somebody told of every change of <see cref="Current"/> or of the policy in force, after it was made. Calls may come from any
    /// thread.
    /// </summary>
    void OnChange(Action observer);
}

/// <summary>The guard's own objects, UTF-8 JSON each, whole as the API server serves them.</summary>
/// <param name="Policies">The EgressPolicies.</param>
/// <param name="Exemptions">The EgressExemptions.</param>
internal sealed record GuardObjects(ImmutableArray<ReadOnlyMemory<byte>> Policies, ImmutableArray<ReadOnlyMemory<byte>> Exemptions)
{
    /// <summary>The name of the policy of the cluster that counts; null where a file holds in place of all of them.</summary>
    public string? PolicyName { get; init; } = "default";

    /// <summary>The names of exemptions of a file, which count in place of the cluster's.</summary>
    public ImmutableHashSet<string> FileExemptions { get; init; } = [];
}
