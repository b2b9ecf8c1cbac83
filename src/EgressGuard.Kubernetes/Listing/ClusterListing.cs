using System.Text.Json;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Listing;

/// <summary>What a cluster holds at this moment, for whoever looks once and does not watch. A list is whole, or it is a failure.</summary>
/// <param name="api">The API server.</param>
/// <param name="settings">The clock, and who is told of items that are passed over.</param>
public sealed class ClusterListing(IKubernetesApi api, WatchSettings settings)
{
    /// <summary>A pod can be a hundred kilobytes, and a page is in memory as a whole.</summary>
    private const int PageSize = 100;

    /// <summary>All objects of a type, in the first version that the cluster serves; none where it serves none.</summary>
    /// <exception cref="ListingException">They cannot be listed.</exception>
    public async Task<IReadOnlyDictionary<ObjectRef, T>> ReadAsync<T>(WatchedType type, IObjectReader<T> reader, CancellationToken stop)
    {
        try
        {
            var report = new WatchReport(type, settings);
            foreach (var version in type.Versions)
            {
                var list = new FullList<T>(api, version, reader, report, PageSize);
                if (await list.ReadAsync(stop) is not null)
                {
                    return list.Items;
                }
            }

            return FullList<T>.Nothing;
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException or JsonException)
        {
            throw new ListingException(type, exception);
        }
    }

    /// <summary>The mesh: every object of every kind that rules look up.</summary>
    /// <exception cref="AggregateException">Some cannot be listed; a <see cref="ListingException"/> for each type.</exception>
    public async Task<MeshListing> ReadMeshAsync(CancellationToken stop)
    {
        var lists = MeshSnapshot.Kinds.Select(kind => ReadAsync(WatchedTypes.All[kind], new ListedObjectReader(kind), stop)).ToArray();
        await WhenAllAsync(lists);
        return MeshListing.Of(lists.SelectMany(list => list.Result.Values));
    }

    /// <summary>Waits for several lists. Everything that failed is told, not only the first, so that it can be put right in one go.</summary>
    /// <exception cref="AggregateException">Some failed; a <see cref="ListingException"/> for each type.</exception>
    public static async Task WhenAllAsync(params IReadOnlyCollection<Task> lists)
    {
        try
        {
            await Task.WhenAll(lists);
        }
        catch (Exception exception) when (exception is ListingException or AggregateException)
        {
            throw new AggregateException(lists.Where(list => list.IsFaulted).Select(list => list.Exception!)).Flatten();
        }
    }
}
