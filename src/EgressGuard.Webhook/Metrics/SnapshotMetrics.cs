using System.Diagnostics.Metrics;
using EgressGuard.Core.Mesh;
using EgressGuard.Webhook.Judging;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The mesh that reviews are judged by.</summary>
internal sealed class SnapshotMetrics
{
    /// <summary>Makes the instruments.</summary>
    public SnapshotMetrics(EgressMeter meter, CurrentBasis basis) => meter.Observe(
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
}
