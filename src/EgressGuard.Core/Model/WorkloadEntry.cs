using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.istio.io WorkloadEntry: an endpoint that is no pod (istio-egress.md 4.15).</summary>
public sealed record WorkloadEntry : KubeObject
{
    /// <summary>The endpoint; null only in a malformed object.</summary>
    public WorkloadEntrySpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.WorkloadEntry;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a WorkloadEntry.</summary>
public sealed record WorkloadEntrySpec
{
    /// <summary>An IP address, a DNS name or <c>unix://…</c>.</summary>
    public string? Address { get; init; }

    /// <summary>The labels by which services pick it.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Labels { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();

    /// <summary>The network it is in.</summary>
    public string? Network { get; init; }
}
