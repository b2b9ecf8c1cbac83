using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>A ListenerSet of the Gateway API: listeners that are added to a Gateway (istio-egress.md KG-11).</summary>
public sealed record ListenerSet : KubeObject
{
    /// <summary>What the set declares; null only in a malformed object.</summary>
    public ListenerSetSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.ListenerSet;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a ListenerSet.</summary>
public sealed record ListenerSetSpec
{
    /// <summary>The Gateway that gets the listeners.</summary>
    public ParentReference? ParentRef { get; init; }

    /// <summary>The listeners.</summary>
    [AllowNull]
    public IReadOnlyList<RouteListener> Listeners { get; init => field = value ?? []; } = [];
}
