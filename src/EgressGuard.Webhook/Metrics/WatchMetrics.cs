using System.Diagnostics.Metrics;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Webhook.Live;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The watches that keep the mesh, the policies and the exemptions as the cluster has them. Without a cluster there are none.</summary>
internal sealed class WatchMetrics
{
    private const string Resource = "resource";
    private const string State = "state";
    private const string Reason = "reason";

    private static readonly (WatchState State, string Name)[] States =
        [.. Enum.GetValues<WatchState>().Select(state => (state, MetricName.OfWord(state.ToString())))];

    private static readonly (RestartReason Reason, string Name)[] Reasons =
        [.. Enum.GetValues<RestartReason>().Select(reason => (reason, MetricName.OfWord(reason.ToString())))];

    /// <summary>Makes the instruments.</summary>
    public WatchMetrics(EgressMeter meter, TimeProvider time, LiveCluster? cluster = null)
    {
        IEnumerable<Measurement<double>> Each(Func<WatchStatus, double> value) => cluster is null
            ? []
            : cluster.Reflectors.Select(watch => new Measurement<double>(value(watch.Status), Of(watch)));

        meter.Observe(
            "egressguard.watch.state",
            null,
            $"1 for the state that the watch of a resource is in: {string.Join(", ", States.Select(state => state.Name))}. Absent: not served.",
            () => cluster is null ? [] : cluster.Reflectors.SelectMany(watch => States.Select(state =>
                new Measurement<double>(watch.Status.State == state.State ? 1 : 0, Of(watch), new(State, state.Name)))),
            tags: [Resource, State]);
        meter.Observe(
            "egressguard.watch.staleness",
            "s",
            "For how long changes of a resource have not arrived; 0 while they do. Verdicts rest on what was known before.",
            () => Each(status => status.BrokenSince is { } since ? Math.Max(0, (time.GetUtcNow() - since).TotalSeconds) : 0),
            tags: Resource);
        meter.Observe(
            "egressguard.watch.restarts",
            "{restart}",
            "How often a list or watch ended, by reason. closed is what servers do every few minutes, and expired means that all was listed again.",
            () => cluster is null ? [] : cluster.Reflectors.SelectMany(watch => Reasons.Select(reason =>
                new Measurement<double>(watch.Status.Restarts.GetValueOrDefault(reason.Reason), Of(watch), new(Reason, reason.Name)))),
            isCounter: true,
            tags: [Resource, Reason]);
        meter.Observe(
            "egressguard.watch.lists",
            "{list}",
            "How often all objects of a resource were listed.",
            () => Each(status => status.Lists),
            isCounter: true,
            tags: Resource);
        meter.Observe(
            "egressguard.watch.events",
            "{event}",
            "Changes that arrived.",
            () => Each(status => status.Events),
            isCounter: true,
            tags: Resource);
        meter.Observe(
            "egressguard.watch.unreadable",
            "{object}",
            "How often an object came that cannot be read; nothing is judged by it, and the log names it.",
            () => Each(status => status.Unreadable),
            isCounter: true,
            tags: Resource);
    }

    private static KeyValuePair<string, object?> Of(IReflector watch) => new(Resource, watch.Type.ToString());
}
