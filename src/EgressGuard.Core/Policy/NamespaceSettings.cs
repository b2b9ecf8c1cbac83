using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>What namespaces must and may say (policy <c>namespaces</c>).</summary>
public sealed record NamespaceSettings
{
    /// <summary>Namespaces that may declare themselves outside the mesh, exact or with <c>*</c> (EG501).</summary>
    public ImmutableArray<string> OutsideMesh { get; init; } = [];

    /// <summary>The labels by which the control plane picks the namespaces it reads (Istio's discoverySelectors); empty: all (EG501, NS-5).</summary>
    public ImmutableSortedDictionary<string, string> DiscoveryLabels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
