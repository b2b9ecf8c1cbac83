using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>Makes objects of a mesh smaller by what no rule reads and takes more memory than all the rest.</summary>
internal static class KeptObject
{
    /// <summary>The whole object once more, as <c>kubectl apply</c> leaves it. That it is there is kept: rules look at the keys of annotations.</summary>
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The object as it is kept; itself where there is nothing to leave out.</summary>
    public static KubeObject Of(KubeObject value)
    {
        var annotations = value.Metadata.Annotations;
        if (!annotations.TryGetValue(LastApplied, out var text) || string.IsNullOrEmpty(text))
        {
            return value;
        }

        var kept = new Dictionary<string, string?>(annotations, StringComparer.Ordinal) { [LastApplied] = "" };
        return value with { Metadata = value.Metadata with { Annotations = kept } };
    }
}
