using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>All objects of a type, page by page. It is whole or it is nothing: half a list would judge wrongly.</summary>
internal sealed class FullList<T>(
    IKubernetesApi api, ResourceType type, IObjectReader<T> reader, WatchReport report, int pageSize = FullList<T>.PageSize)
{
    private const int PageSize = 500;
    private readonly Dictionary<ObjectRef, T> _items = [];

    /// <summary>The objects of a kind that is not served.</summary>
    public static IReadOnlyDictionary<ObjectRef, T> Nothing { get; } = new Dictionary<ObjectRef, T>();

    public IReadOnlyDictionary<ObjectRef, T> Items => _items;

    /// <summary>Reads the list.</summary>
    /// <returns>The version from which to watch; null when the type is not served.</returns>
    public async Task<string?> ReadAsync(CancellationToken stop)
    {
        try
        {
            return await ReadPagesAsync(pageSize, stop);
        }
        catch (ApiException exception) when (exception.Error.IsExpired)
        {
            // The pages took longer than the server keeps them. All at once cannot expire.
            _items.Clear();
            report.ListExpired(exception.Message);
            return await ReadPagesAsync(0, stop);
        }
    }

    private async Task<string?> ReadPagesAsync(int limit, CancellationToken stop)
    {
        string? version = null, next = null;
        do
        {
            ObjectPage page;
            try
            {
                page = await api.ListAsync(type, limit, next, stop);
            }
            catch (ApiException exception) when (exception.Error.IsNotFound)
            {
                return null;
            }

            // All pages show one moment. Should a server not hold to that, the first version is the one that misses nothing.
            version ??= page.ResourceVersion;
            foreach (var item in page.Items)
            {
                Add(item);
            }

            next = page.Continue;
        }
        while (!string.IsNullOrEmpty(next));
        return version;
    }

    private void Add(ReadOnlyMemory<byte> item)
    {
        var head = ObjectHead.Read(item.Span);
        if (!head.Fits(type))
        {
            report.Skipped($"the list holds a {head.ApiVersion} {head.Kind}");
            return;
        }

        if (head.Reference.Name.Length == 0)
        {
            throw new JsonException("An object of the list has no name.");
        }

        _items[head.Reference] = reader.Read(type, head, item, out var problem);
        if (problem is not null)
        {
            report.Unreadable(head.Reference, problem);
        }
    }
}
