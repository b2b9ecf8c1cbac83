using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Policy;

/// <summary>A label that objects of some kinds carry: mutation adds it where it is absent, EG307 requires it (policy <c>labels</c>).</summary>
public sealed record LabelRequirement
{
    private const string Inject = "sidecar.istio.io/inject";

    /// <summary>The kinds that carry it: Pod, ServiceEntry, VirtualService.</summary>
    public required ImmutableArray<ObjectKind> Kinds { get; init; }

    /// <summary>The label's key.</summary>
    public required string Key { get; init; }

    /// <summary>The fixed value; null when it comes from the namespace.</summary>
    public string? Value { get; init; }

    /// <summary>The namespace's label whose value is taken; null when the value is fixed.</summary>
    public string? FromNamespaceLabel { get; init; }

    /// <summary>The namespaces in which it holds; null means all but the platform's.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Whether the namespace's labels must be known to apply this.</summary>
    public bool NeedsNamespace => FromNamespaceLabel is not null || NamespaceSelector is not null;

    /// <summary>The labels that hold when the policy lists none (design, policy).</summary>
    public static ImmutableArray<LabelRequirement> DefaultsFor(MeshSettings mesh) =>
    [
        new() { Kinds = [ObjectKind.Pod], Key = "egressguard.io/egress", Value = "gateway" },
        new()
        {
            Kinds = [ObjectKind.Pod],
            Key = Inject,
            Value = "true",
            NamespaceSelector = LabelSelector.Equals("istio-injection", "enabled"),
        },
        new()
        {
            Kinds = [ObjectKind.ServiceEntry, ObjectKind.VirtualService],
            Key = "egressguard.io/gateway",
            Value = $"{mesh.EgressGateways[0].Service}.{mesh.EgressGateways[0].Namespace}",
        },
    ];

    /// <summary>
    /// Whether the requirement holds for objects of this kind in this namespace. Nothing is asked to be injected where Istio injects
    /// nothing: EG301 would refuse the pod for the label that was added.
    /// </summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="namespace">The namespace's name.</param>
    /// <param name="namespaceLabels">The namespace's metadata; may be null only when <see cref="NeedsNamespace"/> is false.</param>
    internal bool AppliesTo(ObjectKind kind, string @namespace, ObjectMeta? namespaceLabels) =>
        Kinds.Contains(kind)
        && (NamespaceSelector is null || (namespaceLabels is not null && NamespaceSelector.Matches(namespaceLabels)))
        && !(Key == Inject && NeverInjected.Contains(@namespace));

    /// <summary>The value the label must have; null when the namespace does not carry the label it comes from.</summary>
    internal string? ValueFor(ObjectMeta? namespaceLabels) =>
        FromNamespaceLabel is null ? Value : namespaceLabels?.Label(FromNamespaceLabel);
}
