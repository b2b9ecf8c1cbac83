using System.Collections.Immutable;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Live;

/// <summary>
/// Keeps what reviews are judged by as the cluster has it: the mesh, the policy, the exemptions. Data flows one way: watches, their one
/// writer each, <see cref="CurrentBasis"/>.
/// </summary>
internal sealed class LiveCluster : BackgroundService
{
    private readonly CurrentBasis _basis;
    private readonly List<(IReflector Reflector, ObjectSet Set)> _own = [];
    private ImmutableArray<Action> _observers = [];
    private volatile bool _isReady;

    /// <summary>What is to be kept up; nothing happens until it is started.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="basis">What reviews are judged by.</param>
    /// <param name="hasPolicyFile">Whether the policy comes from a file, and the cluster's is not looked at.</param>
    /// <param name="metrics">Where changes of the policy are counted.</param>
    /// <param name="settings">The clock, the log and chance.</param>
    /// <param name="logs">Makes the logs.</param>
    public LiveCluster(
        IKubernetesApi api, CurrentBasis basis, bool hasPolicyFile, PolicyMetrics metrics, WatchSettings settings, ILoggerFactory logs)
    {
        _basis = basis;
        Feed = new SnapshotFeed(api, settings, basis.Current.Policy.Mesh.ClusterDomain);
        Feed.OnChange(Take);
        Namespaces = new NamespaceLookup(api, settings.Time);
        Staleness = new Staleness(Feed.BrokenSince, settings.Time);
        Policies = hasPolicyFile ? null : new LivePolicies(Take, metrics, logs.CreateLogger<LivePolicies>());
        Exemptions = new LiveExemptions(Take, logs.CreateLogger<LiveExemptions>());
        ExemptionObjects = Watch(GuardTypes.Exemptions, Exemptions.Changed);
        // With a policy file they are watched, too: their status says that they do not count.
        PolicyObjects = Watch(GuardTypes.Policies, set => Policies?.Changed(set));

        ObjectSet Watch(WatchedType type, Action<ObjectSet> changed)
        {
            var set = new ObjectSet(objects =>
            {
                changed(objects);
                foreach (var observer in _observers)
                {
                    observer();
                }
            });
            _own.Add((new Reflector<RawObject>(api, type, set, settings), set));
            return set;
        }
    }

    /// <summary>The mesh.</summary>
    public SnapshotFeed Feed { get; }

    /// <summary>Asks for namespaces that the mesh lacks.</summary>
    public NamespaceLookup Namespaces { get; }

    /// <summary>Which part of the mesh is no longer fresh.</summary>
    public Staleness Staleness { get; }

    /// <summary>The cluster's policies; null when a file holds instead.</summary>
    public LivePolicies? Policies { get; }

    /// <summary>The cluster's exemptions.</summary>
    public LiveExemptions Exemptions { get; }

    /// <summary>The EgressPolicies as they are served.</summary>
    public ObjectSet PolicyObjects { get; }

    /// <summary>The EgressExemptions as they are served.</summary>
    public ObjectSet ExemptionObjects { get; }

    /// <summary>All watches, for metrics.</summary>
    public IEnumerable<IReflector> Reflectors => Feed.Reflectors.Concat(_own.Select(own => own.Reflector));

    /// <summary>
    /// Whether everything has been read once. It stays so: what breaks later breaks for all replicas alike, and the last state is a better
    /// judge than none at all.
    /// </summary>
    public bool IsReady => _isReady || (_isReady = !Missing().Any());

    /// <summary>Why reviews cannot be judged yet, a sentence each.</summary>
    public IEnumerable<string> Obstacles() => IsReady ? [] : Missing();

    /// <summary>Has somebody told of every change of policies and exemptions, after reviews are judged by it. It must return soon.</summary>
    public void OnGuardChange(Action observer) => ImmutableInterlocked.Update(ref _observers, observers => observers.Add(observer));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] all = [Feed.RunAsync(together.Token), .. _own.Select(own => own.Reflector.RunAsync(together.Token))];
        await Task.WhenAny(all);
        // None ends on its own. If one fails, a mesh that stands still would look healthy: the process ends, and another begins afresh.
        await together.CancelAsync();
        await Task.WhenAll(all);
    }

    private IEnumerable<string> Missing() => Feed.Obstacles().Concat(_own.Where(own => !own.Set.IsKnown).Select(own =>
        own.Reflector.Status is { State: WatchState.Forbidden, Problem: var problem }
            ? $"It may not list and watch {own.Reflector.Type}: {problem}"
            : $"It has not read {own.Reflector.Type} yet."));

    private void Take(MeshChanges changes)
    {
        _basis.Take(changes.After);
        KeepDomain();
    }

    private void Take(EgressPolicy policy)
    {
        _basis.Take(policy);
        KeepDomain();
    }

    private void Take(ExemptionSet exemptions) => _basis.Take(exemptions);

    /// <summary>The basis expands names anew whenever the feed's domain is not the policy's; that is right, but not for every change.</summary>
    private void KeepDomain()
    {
        var domain = _basis.Current.Policy.Mesh.ClusterDomain;
        if (Feed.Current.ClusterDomain != domain)
        {
            _ = Feed.UseDomainAsync(domain);
        }
    }
}
