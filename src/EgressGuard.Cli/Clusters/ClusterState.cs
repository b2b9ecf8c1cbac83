using EgressGuard.Cli.Commands;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Kubernetes.Listing;

namespace EgressGuard.Cli.Clusters;

/// <summary>What a cluster says that objects are judged by.</summary>
/// <param name="Listing">The mesh.</param>
/// <param name="Policies">The EgressPolicies, as they are.</param>
/// <param name="Exemptions">The EgressExemptions, as they are.</param>
internal sealed record ClusterState(MeshListing Listing, IReadOnlyList<RawGuardObject> Policies, IReadOnlyList<RawGuardObject> Exemptions)
{
    /// <summary>There is one policy for a cluster, and this is its name.</summary>
    private const string PolicyInForce = "default";

    /// <summary>Reads the state. It is whole, or there is none.</summary>
    /// <exception cref="UsageException">Some of it cannot be read.</exception>
    public static ClusterState Read(Cluster cluster)
    {
        var state = cluster.Ask(stop => ReadAsync(cluster.Listing, stop));

        // Every cluster has some. What answers 404 to everything, and so has none of any kind, is none.
        return state.Listing.Mesh.Count(ObjectKind.Namespace) > 0
            ? state
            : throw new UsageException(
                $"{cluster.Server} has no namespaces; this may be no API server: see the address that {cluster.User} gives");
    }

    /// <summary>The policy of the file; without one, the cluster's; without that, the built-in one.</summary>
    /// <exception cref="UsageException">It is invalid; every error is told.</exception>
    public EgressPolicy PolicyOr(string? file)
    {
        if (file is not null)
        {
            return InputOptions.ReadPolicy(file);
        }

        if (Policies.FirstOrDefault(policy => policy.Name == PolicyInForce) is not { } found)
        {
            return EgressPolicy.Default;
        }

        var read = PolicyReader.Read(found.Utf8Json);
        return read.Policy ?? throw new UsageException(
            $"the cluster's EgressPolicy '{PolicyInForce}' is invalid; mend it, or give a valid one with --policy:\n"
            + string.Join('\n', read.Errors.Select(error => $"{Place(error)}: {error.Problem}")));
    }

    /// <summary>The exemptions that can be read. The others exempt nothing.</summary>
    public IEnumerable<EgressExemption> ReadExemptions() =>
        Exemptions.Select(item => ExemptionReader.Read(item.Utf8Json).Exemption).OfType<EgressExemption>();

    /// <summary>Says what of the cluster is left out as the webhook leaves it out, because it cannot be read.</summary>
    public void TellUnreadable(Terminal terminal)
    {
        foreach (var item in Listing.Unreadable)
        {
            var place = item.Defect!.Pointer.Length == 0 ? "" : item.Defect.Pointer + ": ";
            terminal.Error.WriteLine(
                $"egressguard: {item.KindName} {item.Reference} of the cluster cannot be read and is left out: {place}{item.Defect.Problem}");
        }

        foreach (var item in Exemptions)
        {
            if (ExemptionReader.Read(item.Utf8Json) is { Exemption: null, Errors: [var error, ..] })
            {
                terminal.Error.WriteLine(
                    $"egressguard: the cluster's EgressExemption '{item.Name}' is invalid and exempts nothing: {Place(error)}: {error.Problem}");
            }
        }
    }

    private static string Place(PolicyError error) => error.Pointer.Length == 0 ? "the document" : error.Pointer;

    private static async Task<ClusterState> ReadAsync(ClusterListing listing, CancellationToken stop)
    {
        var mesh = listing.ReadMeshAsync(stop);
        var policies = listing.ReadAsync(GuardTypes.Policies, RawGuardObject.Reader, stop);
        var exemptions = listing.ReadAsync(GuardTypes.Exemptions, RawGuardObject.Reader, stop);
        await ClusterListing.WhenAllAsync(mesh, policies, exemptions);
        return new ClusterState(await mesh, Ordered(await policies), Ordered(await exemptions));
    }

    private static List<RawGuardObject> Ordered(IReadOnlyDictionary<ObjectRef, RawGuardObject> manifests) =>
        [.. manifests.Values.OrderBy(item => item.Name, StringComparer.Ordinal)];
}
