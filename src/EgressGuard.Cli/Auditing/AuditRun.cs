using System.Collections.Immutable;
using EgressGuard.Cli.Checking;
using EgressGuard.Cli.Clusters;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Kubernetes.Listing;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Cli.Auditing;

/// <summary>
/// Judges every object of a cluster just as it is: those of the mesh, and page by page those that the mesh does not hold, pods and
/// workloads above all, of which no more than the verdicts are kept.
/// </summary>
internal sealed class AuditRun(Cluster cluster, ClusterState state, JudgingBasis basis, Progress progress)
{
    private readonly ObjectAudit _audit = new(basis, progress);

    /// <summary>Judges everything.</summary>
    /// <exception cref="UsageException">Not everything can be listed.</exception>
    public CheckReport Judge()
    {
        IEnumerable<CheckedObject> judged = [.. OfGuard(), .. OfMesh(), .. cluster.Ask(ListedAsync)];
        return new CheckReport(
            [
                .. judged
                    .OrderBy(item => item.Kind, StringComparer.Ordinal)
                    .ThenBy(item => item.Namespace, StringComparer.Ordinal)
                    .ThenBy(item => item.Name, StringComparer.Ordinal),
            ],
            ImmutableSortedDictionary<string, int>.Empty)
        {
            Command = "audit",
            IsOnCluster = true,
        };
    }

    private IEnumerable<CheckedObject> OfGuard() =>
    [
        .. state.Policies.Select(item => _audit.Judge(GuardKind.EgressPolicy, item)),
        .. state.Exemptions.Select(item => _audit.Judge(GuardKind.EgressExemption, item)),
    ];

    private IEnumerable<CheckedObject> OfMesh()
    {
        var readable =
            from kind in MeshSnapshot.Kinds
            from entry in basis.Mesh.All(kind)
            select new ListedObject(kind, entry.Value.KindName ?? ObjectKinds.NameOf(kind), entry.Key, entry.Value, null);
        return readable.Concat(state.Listing.Unreadable).Where(item => !RuleCatalog.For(item.Kind).IsEmpty).Select(_audit.Judge);
    }

    private async Task<List<CheckedObject>> ListedAsync(CancellationToken stop)
    {
        var judged = new List<CheckedObject>();
        var failures = new List<Exception>();
        foreach (var (kind, types) in ListedKind.All)
        {
            foreach (var versions in types)
            {
                try
                {
                    var all = await cluster.Listing.ReadAsync(new WatchedType(versions), new AuditReader(kind, _audit), stop);
                    judged.AddRange(all.Values.OfType<CheckedObject>());
                }
                catch (ListingException exception)
                {
                    // The other kinds are tried, too: what may not be listed is told all at once.
                    failures.Add(exception);
                }
            }
        }

        return failures.Count == 0 ? judged : throw new AggregateException(failures);
    }
}
