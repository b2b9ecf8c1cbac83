using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>discovery.k8s.io EndpointSlice: a part of the addresses behind a Service (istio-egress.md SVC-2). It has no spec.</summary>
public sealed record EndpointSlice : KubeObject
{
    /// <summary>IPv4, IPv6 or FQDN.</summary>
    public string? AddressType { get; init; }

    /// <summary>The endpoints.</summary>
    [AllowNull]
    public IReadOnlyList<SliceEndpoint> Endpoints { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.EndpointSlice;

    internal override bool HasSpec => true;
}

/// <summary>An endpoint of a slice.</summary>
public sealed record SliceEndpoint
{
    /// <summary>Its addresses, all of the slice's type.</summary>
    [AllowNull]
    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];
}
