using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>
/// Where a <see cref="Reflector{T}"/> puts the objects of its kind. All calls come from one loop, one after the other.
/// </summary>
/// <typeparam name="T">An object as the sink keeps it.</typeparam>
public interface IObjectSink<T>
{
    /// <summary>
    /// Reads an object. It does not throw on data: what cannot be read is a value of its own, so that one bad object does not stop the
    /// others. The bytes must not be kept: they are part of a page.
    /// </summary>
    /// <param name="type">The type under which it was served.</param>
    /// <param name="head">What identifies it.</param>
    /// <param name="utf8Json">The object.</param>
    /// <param name="problem">Why it cannot be read; null when it could.</param>
    T Read(ResourceType type, ObjectHead head, ReadOnlyMemory<byte> utf8Json, out string? problem);

    /// <summary>These are all objects of the kind. Whoever looks sees the former ones or these, never a mixture.</summary>
    void Replace(IReadOnlyDictionary<ObjectRef, T> all);

    /// <summary>An object was added, or replaced.</summary>
    void Set(ObjectRef reference, T item);

    /// <summary>An object is gone; it need not have been there.</summary>
    void Remove(ObjectRef reference);
}
