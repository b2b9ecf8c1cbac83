using System.Diagnostics.Metrics;
using EgressGuard.Core.Mesh;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Live;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The mesh that reviews are judged by.</summary>
internal sealed class SnapshotMetrics
{
    private readonly LiveCluster? _cluster;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;

    /// <summary>Makes the instruments.</summary>
    public SnapshotMetrics(EgressMeter meter, CurrentBasis basis, TimeProvider time, LiveCluster? cluster = null)
    {
        (_cluster, _time, _start) = (cluster, time, time.GetUtcNow());
        meter.Observe(
            "egressguard.snapshot.objects",
            "{object}",
            "Objects in the mesh that reviews are judged by, by kind. 0 where the cluster has some means that rules judge blindly.",
            () =>
            {
                var mesh = basis.Current.Mesh;
                return MeshSnapshot.Kinds.Select(kind =>
                    new Measurement<double>(mesh.Count(kind), new KeyValuePair<string, object?>(KindLabel.Tag, KindLabel.Of(kind))));
            },
            tags: KindLabel.Tag);
        meter.Observe(
            "egressguard.snapshot.age",
            "s",
            "How far the mesh that reviews are judged by may be behind: the longest staleness of its watches, 0 while all changes arrive. "
                + "Without a cluster, the time since the start, when the mesh was read. Not there before the cluster was read.",
            Age);
    }

    private IEnumerable<Measurement<double>> Age()
    {
        if (_cluster is { IsReady: false })
        {
            return [];
        }

        var since = _cluster is null ? _start : _cluster.Feed.Reflectors.Min(watch => watch.Status.BrokenSince);
        return [new Measurement<double>(since is { } time ? Math.Max(0, (_time.GetUtcNow() - time).TotalSeconds) : 0)];
    }
}
