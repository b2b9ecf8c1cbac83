using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Webhook.Auditing.Status;
using EgressGuard.Webhook.Judging;

namespace EgressGuard.Webhook.Live;

/// <summary>The live cluster as the audit sees it: what reviews are judged by, once all of it is known.</summary>
internal sealed class LiveAuditSource(LiveCluster cluster, CurrentBasis basis) : IAuditSource, IGuardObjectSource
{
    private volatile UnreadableObjects _unreadable = new(
        ImmutableDictionary<(ObjectKind, ObjectRef), string>.Empty, ImmutableDictionary<AuditKey, string>.Empty);

    AuditInput? IAuditSource.Current
    {
        get
        {
            var now = basis.Current;
            return cluster.IsReady ? new AuditInput(now.Mesh, now.Policy, now.Exemptions) { Unreadable = Unreadable() } : null;
        }
    }

    GuardObjects? IGuardObjectSource.Current => !cluster.IsReady ? null
        : new GuardObjects(Bytes(cluster.PolicyObjects), Bytes(cluster.ExemptionObjects))
        {
            PolicyName = cluster.Policies is null ? null : LivePolicies.NameInForce,
            FileExemptions = [.. basis.Current.FileExemptions.Select(exemption => exemption.Name)],
        };

    void IAuditSource.OnChange(Action<IReadOnlyCollection<AuditKey>> observer)
    {
        cluster.Feed.OnChange(changes => observer([.. changes.Changed.Select(change => new AuditKey(change.Kind, change.Reference))]));
        basis.OnRulesChange(() => observer([]));
    }

    void IGuardObjectSource.OnChange(Action observer)
    {
        cluster.OnGuardChange(observer);
        basis.OnRulesChange(observer);
    }

    private ImmutableDictionary<AuditKey, string> Unreadable()
    {
        var known = _unreadable;
        var now = cluster.Feed.Unreadable;
        if (!ReferenceEquals(known.Source, now))
        {
            known = new UnreadableObjects(
                now, now.ToImmutableDictionary(entry => new AuditKey(entry.Key.Kind, entry.Key.Reference), entry => entry.Value));
            _unreadable = known;
        }

        return known.Keyed;
    }

    private static ImmutableArray<ReadOnlyMemory<byte>> Bytes(ObjectSet set) => [.. set.Objects.Values.Select(item => item.Utf8Json)];

    /// <summary>It is asked for with every object, and changes hardly ever.</summary>
    private sealed record UnreadableObjects(
        ImmutableDictionary<(ObjectKind, ObjectRef), string> Source, ImmutableDictionary<AuditKey, string> Keyed);
}
