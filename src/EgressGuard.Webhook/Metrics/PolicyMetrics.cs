using System.Diagnostics.Metrics;
using System.Security.Cryptography;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The policy in force.</summary>
internal sealed class PolicyMetrics
{
    private const string NameTag = "name";
    private const string HashTag = "hash";
    private const int HashLength = 12;

    private readonly ReloadCounter _reloads;
    private volatile KeyValuePair<string, object?>[]? _inForce;

    /// <summary>Makes the instruments.</summary>
    public PolicyMetrics(EgressMeter meter)
    {
        _reloads = new ReloadCounter(
            meter,
            "egressguard.policy.reloads",
            "Changes of the policy, by result: success, or failure, and then the last good policy stays in force.");
        meter.Observe(
            "egressguard.policy.info",
            null,
            "Always 1; the labels tell the policy in force: its name, and the first 12 digits of the SHA-256 of its file, or of "
                + "the spec in the cluster (built-in when there is none). Replicas that differ judge differently.",
            () => _inForce is { } tags ? [new Measurement<double>(1, tags)] : [],
            tags: [NameTag, HashTag]);
    }

    /// <summary>Tells which policy is in force.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="document">The document it was read from; null for the built-in one.</param>
    public void InForce(string name, ReadOnlyMemory<byte>? document)
    {
        var hash = document is { } bytes ? Convert.ToHexStringLower(SHA256.HashData(bytes.Span))[..HashLength] : "built-in";
        _inForce = [new(NameTag, name), new(HashTag, hash)];
    }

    /// <summary>Counts a change of the policy.</summary>
    public void Reloaded(bool success) => _reloads.Count(success);
}
