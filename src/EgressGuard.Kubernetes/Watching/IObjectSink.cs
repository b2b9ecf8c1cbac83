using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>
/// Where a <see cref="Reflector{T}"/> puts the objects of its kind. All calls come from one loop, one after the other.
/// </summary>
/// <typeparam name="T">An object as the sink keeps it.</typeparam>
public interface IObjectSink<T> : IObjectReader<T>
{
    /// <summary>These are all objects of the kind. Whoever looks sees the former ones or these, never a mixture.</summary>
    void Replace(IReadOnlyDictionary<ObjectRef, T> all);

    /// <summary>An object was added, or replaced.</summary>
    void Set(ObjectRef reference, T item);

    /// <summary>An object is gone; it need not have been there.</summary>
    void Remove(ObjectRef reference);
}
