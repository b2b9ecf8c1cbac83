using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Labels;

/// <summary>
/// Adds the policy's labels where they are absent, and does nothing else: a wrong value is for EG307 to refuse, because
/// overwriting it would hide a mistake. Applying the result and asking again gives nothing.
/// </summary>
public static class LabelInjector
{
    /// <summary>The patch that gives the object its labels; empty when it has them all, or stands in a platform namespace.</summary>
    /// <param name="subject">The object.</param>
    /// <param name="mesh">Where the namespace's labels are looked up; labels that need them are left out when it is not there.</param>
    /// <param name="policy">The policy in force.</param>
    public static ImmutableArray<PatchOperation> Inject(Subject subject, MeshSnapshot mesh, EgressPolicy policy)
    {
        if (policy.IsPlatformNamespace(subject.Namespace))
        {
            return [];
        }

        var metadata = subject.Object.Metadata;
        var @namespace = mesh.FindNamespace(subject.Namespace)?.Metadata;
        var missing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var requirement in policy.Labels)
        {
            if (requirement.AppliesTo(subject.Object.Kind, @namespace)
                && metadata.Label(requirement.Key) is null
                && requirement.ValueFor(@namespace) is { } value)
            {
                missing.TryAdd(requirement.Key, value);
            }
        }

        return missing.Count == 0 ? [] : [.. Parents(metadata), .. missing.Select(label => new AddString(JsonPointer.Label(label.Key), label.Value))];
    }

    private static IEnumerable<PatchOperation> Parents(ObjectMeta metadata)
    {
        if (ReferenceEquals(metadata, ObjectMeta.Empty))
        {
            yield return new AddObject("/metadata");
        }

        if (metadata.Labels.Count == 0)
        {
            yield return new AddObject("/metadata/labels");
        }
    }
}
