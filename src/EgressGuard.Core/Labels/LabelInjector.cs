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
        var missing = Missing(subject, mesh, policy);
        return missing.Count == 0
            ? []
            : [.. Parents(subject.Object.Metadata), .. missing.Select(label => new AddString(JsonPointer.Label(label.Key), label.Value))];
    }

    /// <summary>The object as it is once <see cref="Inject"/>'s patch is applied.</summary>
    public static Subject Label(Subject subject, MeshSnapshot mesh, EgressPolicy policy)
    {
        var missing = Missing(subject, mesh, policy);
        if (missing.Count == 0)
        {
            return subject;
        }

        var metadata = subject.Object.Metadata;
        var labels = new Dictionary<string, string?>(metadata.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in missing)
        {
            labels.Add(key, value);
        }

        return subject with { Object = subject.Object with { Metadata = metadata with { Labels = labels } } };
    }

    private static SortedDictionary<string, string> Missing(Subject subject, MeshSnapshot mesh, EgressPolicy policy)
    {
        var missing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (policy.IsPlatformNamespace(subject.Namespace))
        {
            return missing;
        }

        var metadata = subject.Object.Metadata;
        var @namespace = mesh.FindNamespace(subject.Namespace)?.Metadata;
        foreach (var requirement in policy.Labels)
        {
            if (requirement.AppliesTo(subject.Object.Kind, subject.Namespace, @namespace)
                && metadata.Label(requirement.Key) is null
                && requirement.ValueFor(@namespace) is { } value)
            {
                missing.TryAdd(requirement.Key, value);
            }
        }

        return missing;
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
