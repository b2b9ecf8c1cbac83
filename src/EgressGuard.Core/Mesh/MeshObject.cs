using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>An object of the mesh, under the identity that it has there.</summary>
/// <param name="value">The object.</param>
/// <param name="reference">Its namespace and name.</param>
internal sealed class MeshObject(KubeObject value, ObjectRef reference)
{
    private object? _notes;

    /// <summary>The object.</summary>
    public KubeObject Value { get; } = value;

    /// <summary>Its namespace and name.</summary>
    public ObjectRef Reference { get; } = reference;

    /// <summary>
    /// What somebody works out of the object and the mesh's cluster domain alone: once, and not again for every review that meets it.
    /// All threads get the same notes, so that these may be told apart by reference.
    /// </summary>
    /// <param name="read">Works it out. Of an object of one kind always the same type.</param>
    public T Notes<T>(Func<MeshObject, T> read)
        where T : class
    {
        if (_notes is T known)
        {
            return known;
        }

        var notes = read(this);
        return (T)(Interlocked.CompareExchange(ref _notes, notes, null) ?? notes);
    }
}
