using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>An object as it was served.</summary>
/// <param name="ResourceVersion">Its version. Opaque: only whether it is the same as another means something.</param>
/// <param name="Utf8Json">The object, a copy of its own.</param>
public sealed record RawObject(string ResourceVersion, ReadOnlyMemory<byte> Utf8Json);

/// <summary>
/// The objects of a kind as bytes, for whoever reads them in another way than the mesh does: policies and exemptions.
/// </summary>
public sealed class ObjectSet : IObjectSink<RawObject>
{
    private readonly Action<ObjectSet>? _changed;
    private volatile ImmutableSortedDictionary<ObjectRef, RawObject>? _objects;
    private volatile bool _isKnown;

    /// <summary>An empty set.</summary>
    /// <param name="changed">
    /// Told after every change, by the reflector's loop, which waits for it; not told of a list that brings nothing new. It must not throw.
    /// </param>
    public ObjectSet(Action<ObjectSet>? changed = null) => _changed = changed;

    /// <summary>The objects, ordered; empty before the first list.</summary>
    public ImmutableSortedDictionary<ObjectRef, RawObject> Objects => _objects ?? ImmutableSortedDictionary<ObjectRef, RawObject>.Empty;

    /// <summary>Whether a full list has been read, or the kind is known not to be served, and whoever was to be told has been.</summary>
    public bool IsKnown => _isKnown;

    /// <inheritdoc/>
    public RawObject Read(ResourceType type, ObjectHead head, ReadOnlyMemory<byte> utf8Json, out string? problem)
    {
        problem = null;
        return new RawObject(head.ResourceVersion, utf8Json.ToArray());
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyDictionary<ObjectRef, RawObject> all)
    {
        var before = _objects;
        if (before is null || !_isKnown || before.Count != all.Count || !all.All(entry => IsSame(before.GetValueOrDefault(entry.Key), entry.Value)))
        {
            Take(all.ToImmutableSortedDictionary());
        }
    }

    /// <inheritdoc/>
    public void Set(ObjectRef reference, RawObject item) => Take(Objects.SetItem(reference, item));

    /// <inheritdoc/>
    public void Remove(ObjectRef reference)
    {
        if (Objects.ContainsKey(reference))
        {
            Take(Objects.Remove(reference));
        }
    }

    private static bool IsSame(RawObject? before, RawObject now) =>
        before is not null && now.ResourceVersion.Length > 0 && before.ResourceVersion == now.ResourceVersion;

    private void Take(ImmutableSortedDictionary<ObjectRef, RawObject> objects)
    {
        _objects = objects;
        _changed?.Invoke(this);
        // Not before whoever reads them has them.
        _isKnown = true;
    }
}
