using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Live;

/// <summary>What became of an EgressPolicy of the cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsInForce">Whether it is the one that reviews are judged by.</param>
/// <param name="Errors">Everything that is wrong with it; empty when it is valid.</param>
internal sealed record PolicyState(string Name, bool IsInForce, ImmutableArray<string> Errors);

/// <summary>
/// Judges by the cluster's EgressPolicy called <see cref="NameInForce"/>. An invalid one never replaces a good one: the last good one stays
/// and the log says so. Where there is none, the built-in policy holds.
/// </summary>
internal sealed partial class LivePolicies(Action<EgressPolicy> take, PolicyMetrics metrics, ILogger<LivePolicies> logger)
{
    /// <summary>There is one policy for a cluster, so that nobody has to find out which of several holds.</summary>
    public const string NameInForce = "default";

    private readonly Dictionary<string, byte[]> _told = new(StringComparer.Ordinal);
    private volatile ImmutableSortedDictionary<ObjectRef, PolicyState> _states = ImmutableSortedDictionary<ObjectRef, PolicyState>.Empty;
    private EgressPolicy _inForce = EgressPolicy.Default;
    private byte[]? _specInForce;
    private bool _isTaken;

    /// <summary>The policies of the cluster as they were last read.</summary>
    public IEnumerable<PolicyState> States => _states.Values;

    /// <summary>Reads the policies again. Called by their watch alone.</summary>
    public void Changed(ObjectSet set)
    {
        var states = ImmutableSortedDictionary.CreateBuilder<ObjectRef, PolicyState>();
        EgressPolicy? found = null;
        byte[]? spec = null;
        var isInvalid = false;
        foreach (var (reference, item) in set.Objects)
        {
            var read = PolicyReader.Read(item.Utf8Json);
            var errors = read.Errors.Select(error => $"{error.Pointer}: {error.Problem}").ToImmutableArray();
            var isMeant = reference.Name == NameInForce;
            states[reference] = new PolicyState(reference.Name, isMeant && read.Policy is not null, errors);
            var written = GuardSpec.Of(item.Utf8Json);
            Tell(reference.Name, written, isMeant, errors);
            if (isMeant)
            {
                found = read.Policy;
                isInvalid = read.Policy is null;
                spec = isInvalid ? null : written;
            }
        }

        _states = states.ToImmutable();
        ForgetDeleted(set);
        if (!isInvalid)
        {
            Take(found ?? EgressPolicy.Default, spec);
        }
    }

    /// <summary>What is written again after it was deleted is told again, and the names of all that ever were are not kept.</summary>
    private void ForgetDeleted(ObjectSet set)
    {
        foreach (var name in _told.Keys.Except(set.Objects.Keys.Select(reference => reference.Name)).ToList())
        {
            _told.Remove(name);
        }
    }

    private void Take(EgressPolicy policy, byte[]? spec)
    {
        if (_isTaken && (spec is null ? _specInForce is null : _specInForce is { } former && spec.AsSpan().SequenceEqual(former)))
        {
            return;
        }

        if (_isTaken)
        {
            metrics.Reloaded(true);
        }

        (_inForce, _specInForce, _isTaken) = (policy, spec, true);
        take(policy);
        metrics.InForce(policy.Name, spec is null ? (ReadOnlyMemory<byte>?)null : spec);
        LogTaken(spec is null ? "the built-in one: the cluster has no EgressPolicy 'default'" : $"EgressPolicy '{policy.Name}'");
    }

    /// <summary>What somebody has written is told of once, however often its status changes.</summary>
    private void Tell(string name, byte[] spec, bool isMeant, ImmutableArray<string> errors)
    {
        if (_told.TryGetValue(name, out var told) && told.AsSpan().SequenceEqual(spec))
        {
            return;
        }

        _told[name] = spec;
        foreach (var error in errors)
        {
            LogError(name, error);
        }

        if (!isMeant)
        {
            LogIgnored(name, NameInForce);
        }
        else if (!errors.IsEmpty)
        {
            metrics.Reloaded(false);
            if (_isTaken)
            {
                LogKept(_inForce.Name);
            }
            else
            {
                LogBuiltIn();
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The policy in force is {Policy}.")]
    private partial void LogTaken(string policy);

    [LoggerMessage(2, LogLevel.Error, "EgressPolicy '{Name}' is invalid. {Problem}")]
    private partial void LogError(string name, string problem);

    [LoggerMessage(3, LogLevel.Error, "The last good policy, '{Name}', stays in force until the EgressPolicy is mended.")]
    private partial void LogKept(string name);

    [LoggerMessage(5, LogLevel.Error,
        "The built-in policy holds until the EgressPolicy is mended: since this replica started there was no good one.")]
    private partial void LogBuiltIn();

    [LoggerMessage(4, LogLevel.Warning, "EgressPolicy '{Name}' is not in force: the policy of a cluster is called '{InForce}'.")]
    private partial void LogIgnored(string name, string inForce);
}
