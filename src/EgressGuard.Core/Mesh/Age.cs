using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// The order in which Istio prefers objects: the older first, by name and namespace where they are of one age. An object that the API
/// server has not taken yet is the youngest.
/// </summary>
internal static class Age
{
    /// <summary>Objects, the oldest first.</summary>
    public static IEnumerable<T> OldestFirst<T>(this IEnumerable<T> items, Func<T, KubeObject> objectOf, Func<T, ObjectRef> referenceOf) =>
        items.Order(Comparer<T>.Create((left, right) => Compare(objectOf(left), referenceOf(left), objectOf(right), referenceOf(right))));

    /// <summary>Less than 0 where the left object is the older.</summary>
    public static int Compare(KubeObject left, ObjectRef leftReference, KubeObject right, ObjectRef rightReference)
    {
        var (since, other) = (left.Metadata.CreationTimestamp, right.Metadata.CreationTimestamp);
        var order = (since is null).CompareTo(other is null);
        order = order != 0 ? order : string.CompareOrdinal(since, other);
        order = order != 0 ? order : string.CompareOrdinal(leftReference.Name, rightReference.Name);
        return order != 0 ? order : string.CompareOrdinal(leftReference.Namespace, rightReference.Namespace);
    }
}
