using System.Collections.Immutable;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;

namespace EgressGuard.Webhook.Auditing;

/// <summary>Where the audit finds what it judges, and by what.</summary>
internal interface IAuditSource
{
    /// <summary>Everything as it is now; null while the mesh is not wholly known, because half a mesh would be judged wrongly.</summary>
    AuditInput? Current { get; }

    /// <summary>
    /// Has somebody told of every change of <see cref="Current"/>, after it was made: the objects that are no longer what they were, or
    /// none where the policy or an exemption changed. Calls may come from any thread.
    /// </summary>
    void OnChange(Action<IReadOnlyCollection<AuditKey>> observer);
}

/// <summary>Everything that the audit looks at, at one moment.</summary>
/// <param name="Mesh">The mesh, which is both what is judged and what it is judged by.</param>
/// <param name="Policy">The policy in force.</param>
/// <param name="Exemptions">The exemptions there are, in force or not.</param>
internal sealed record AuditInput(MeshSnapshot Mesh, EgressPolicy Policy, ExemptionSet Exemptions)
{
    /// <summary>The objects that are in the cluster but not in the mesh because they cannot be read, with the reason.</summary>
    public ImmutableDictionary<AuditKey, string> Unreadable { get; init; } = ImmutableDictionary<AuditKey, string>.Empty;

    /// <summary>What an object is judged by at this moment.</summary>
    public JudgingBasis BasisAt(DateTimeOffset now) => new(Mesh, Policy, Exemptions, now);
}

/// <summary>An object of the cluster.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Reference">Its namespace and name.</param>
internal readonly record struct AuditKey(ObjectKind Kind, ObjectRef Reference)
{
    /// <summary>By kind, namespace and name, so that reports look the same every time.</summary>
    public static Comparer<AuditKey> InOrder { get; } = Comparer<AuditKey>.Create((left, right) =>
    {
        var order = string.CompareOrdinal(left.Kind.ToString(), right.Kind.ToString());
        return order != 0 ? order : left.Reference.CompareTo(right.Reference);
    });
}
