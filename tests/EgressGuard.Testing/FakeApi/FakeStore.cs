using System.Globalization;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;

namespace EgressGuard.Testing.FakeApi;

/// <summary>The objects in memory, one resource version for all of them, and the watches that are told of changes.</summary>
internal sealed class FakeStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeCollection> _collections = new(StringComparer.Ordinal);
    private readonly List<FakeWatch> _watches = [];
    private long _version = 1000;
    private long _created;

    public (IReadOnlyList<JsonObject> Items, long Version) List(FakeType type, string @namespace)
    {
        lock (_gate)
        {
            var items = Of(type).Objects.Where(entry => @namespace.Length == 0 || entry.Key.Namespace == @namespace);
            return ([.. items.Select(entry => FakeJson.Clone(entry.Value))], _version);
        }
    }

    public JsonObject? Find(FakeType type, ObjectRef reference)
    {
        lock (_gate)
        {
            return Of(type).Objects.TryGetValue(reference, out var found) ? FakeJson.Clone(found) : null;
        }
    }

    /// <summary>Changes one object, all at once: <paramref name="change"/> gets what is there and gives what shall be.</summary>
    /// <returns>The object as it is stored now. Where nothing changes, there is no new version.</returns>
    public JsonObject Change(FakeType type, ObjectRef reference, Func<JsonObject?, JsonObject> change)
    {
        lock (_gate)
        {
            var objects = Of(type).Objects;
            var before = objects.GetValueOrDefault(reference);
            var after = change(before is null ? null : FakeJson.Clone(before));
            if (before is not null && JsonNode.DeepEquals(before, after))
            {
                return FakeJson.Clone(before);
            }

            Stamp(after, before, reference);
            objects[reference] = after;
            Tell(type, before is null ? "ADDED" : "MODIFIED", after);
            return FakeJson.Clone(after);
        }
    }

    public JsonObject? Remove(FakeType type, ObjectRef reference)
    {
        lock (_gate)
        {
            if (!Of(type).Objects.Remove(reference, out var removed))
            {
                return null;
            }

            removed = FakeJson.Clone(removed);
            FakeJson.Metadata(removed)["resourceVersion"] = Next();
            Tell(type, "DELETED", removed);
            return removed;
        }
    }

    /// <summary>Deletes all objects of a type, each with its event, and forgets it.</summary>
    public void Drop(FakeType type)
    {
        lock (_gate)
        {
            foreach (var reference in Of(type).Objects.Keys.ToArray())
            {
                Remove(type, reference);
            }
        }
    }

    /// <summary>No version so far can be watched from any more.</summary>
    public void Expire(IEnumerable<FakeType> types)
    {
        lock (_gate)
        {
            var floor = ++_version;
            foreach (var type in types)
            {
                Of(type).Floor = floor;
            }
        }
    }

    /// <summary>Tells a watch what happened after a version, and from then on what happens.</summary>
    public void Open(FakeWatch watch, string version)
    {
        lock (_gate)
        {
            var collection = Of(watch.Type);
            if (version is "" or "0")
            {
                foreach (var item in collection.Objects.Values)
                {
                    watch.Tell(new FakeChange(_version, "ADDED", item));
                }
            }
            else if (!long.TryParse(version, CultureInfo.InvariantCulture, out var from) || from < collection.Floor)
            {
                watch.Fail(FakeStatus.TooOld(version));
            }
            else
            {
                collection.Changes.Where(change => change.Version > from).ToList().ForEach(watch.Tell);
            }

            _watches.Add(watch);
        }
    }

    public void Close(FakeWatch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
        }
    }

    /// <summary>
    /// The time of a watch is over. The API server sends a bookmark shortly before it closes, so that the next watch starts from there.
    /// </summary>
    public void TimeOut(FakeWatch watch)
    {
        lock (_gate)
        {
            if (_watches.Remove(watch))
            {
                watch.Bookmark(_version.ToString(CultureInfo.InvariantCulture));
                watch.End();
            }
        }
    }

    public void Bookmark(string? name)
    {
        lock (_gate)
        {
            foreach (var watch in Watches(name))
            {
                watch.Bookmark(_version.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>The open watches of the types that a name means.</summary>
    public IReadOnlyList<FakeWatch> Watches(string? name)
    {
        lock (_gate)
        {
            return [.. _watches.Where(watch => watch.Type.IsMeantBy(name))];
        }
    }

    private FakeCollection Of(FakeType type) => _collections.TryGetValue(type.FullName, out var found)
        ? found
        : _collections[type.FullName] = new FakeCollection();

    private string Next() => (++_version).ToString(CultureInfo.InvariantCulture);

    private void Stamp(JsonObject after, JsonObject? before, ObjectRef reference)
    {
        var metadata = FakeJson.Metadata(after);
        metadata["name"] = reference.Name;
        if (reference.Namespace.Length > 0)
        {
            metadata["namespace"] = reference.Namespace;
        }

        metadata["uid"] = FakeJson.Meta(before ?? [], "uid")
            ?? $"00000000-0000-0000-0000-{(++_created).ToString("D12", CultureInfo.InvariantCulture)}";
        metadata["creationTimestamp"] ??= FakeJson.Meta(before ?? [], "creationTimestamp") ?? "2026-01-01T00:00:00Z";
        var generation = (long?)before?["metadata"]?["generation"] ?? 0;
        metadata["generation"] = before is null || !HasSameContent(before, after) ? generation + 1 : generation;
        metadata["resourceVersion"] = Next();
    }

    /// <summary>Neither metadata nor status count for the generation.</summary>
    private static bool HasSameContent(JsonObject before, JsonObject after)
    {
        return JsonNode.DeepEquals(Content(before), Content(after));

        static JsonObject Content(JsonObject json)
        {
            var content = FakeJson.Clone(json);
            foreach (var name in (string[])["apiVersion", "kind", "metadata", "status"])
            {
                content.Remove(name);
            }

            return content;
        }
    }

    private void Tell(FakeType type, string name, JsonObject json)
    {
        var change = new FakeChange(_version, name, FakeJson.Clone(json));
        Of(type).Changes.Add(change);
        foreach (var watch in _watches.Where(watch => watch.Type.FullName == type.FullName))
        {
            watch.Tell(change);
        }
    }
}
