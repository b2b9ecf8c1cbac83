using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.istio.io WorkloadGroup: endpoints that register themselves (istio-egress.md WE-3).</summary>
public sealed record WorkloadGroup : KubeObject
{
    /// <summary>What the group declares; null only in a malformed object.</summary>
    public WorkloadGroupSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.WorkloadGroup;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a WorkloadGroup.</summary>
public sealed record WorkloadGroupSpec
{
    /// <summary>The metadata of its entries.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What its entries begin with.</summary>
    public WorkloadEntrySpec? Template { get; init; }
}
