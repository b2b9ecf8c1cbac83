using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>
/// The order in which Istio prefers objects: the older first, by name and namespace where they are of one age. An object that the API
/// server has not taken yet is the youngest.
/// </summary>
internal static class Age
{
    /// <summary>Objects, the oldest first.</summary>
    public static IEnumerable<T> OldestFirst<T>(this IEnumerable<T> items, Func<T, KubeObject> objectOf, Func<T, ObjectRef> referenceOf) => items
        .OrderBy(item => objectOf(item).Metadata.CreationTimestamp is null)
        .ThenBy(item => objectOf(item).Metadata.CreationTimestamp, StringComparer.Ordinal)
        .ThenBy(item => referenceOf(item).Name, StringComparer.Ordinal)
        .ThenBy(item => referenceOf(item).Namespace, StringComparer.Ordinal);
}
