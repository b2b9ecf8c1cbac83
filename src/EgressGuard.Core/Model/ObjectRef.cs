namespace EgressGuard.Core.Model;

/// <summary>The identity of an object within its kind. Cluster-scoped objects have the namespace "".</summary>
/// <param name="Namespace">The namespace, or "" for cluster-scoped kinds.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectRef(string Namespace, string Name) : IComparable<ObjectRef>
{
    /// <summary>Orders by namespace, then name, so that whatever is listed from a mesh is listed the same way every time.</summary>
    public int CompareTo(ObjectRef other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>namespace/name</c>, or the name alone for cluster-scoped kinds.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    /// <summary>Whether <paramref name="left"/> comes first.</summary>
    public static bool operator <(ObjectRef left, ObjectRef right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes first or is the same.</summary>
    public static bool operator <=(ObjectRef left, ObjectRef right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="right"/> comes first.</summary>
    public static bool operator >(ObjectRef left, ObjectRef right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="right"/> comes first or is the same.</summary>
    public static bool operator >=(ObjectRef left, ObjectRef right) => left.CompareTo(right) >= 0;
}
