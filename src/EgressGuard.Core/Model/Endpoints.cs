using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>core Endpoints: the addresses behind a Service (istio-egress.md SVC-2). It has no spec.</summary>
public sealed record Endpoints : KubeObject
{
    /// <summary>The addresses, in groups that share ports.</summary>
    [AllowNull]
    public IReadOnlyList<EndpointSubset> Subsets { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.Endpoints;

    internal override bool HasSpec => true;
}

/// <summary>Addresses that share ports.</summary>
public sealed record EndpointSubset
{
    /// <summary>Addresses that take traffic.</summary>
    [AllowNull]
    public IReadOnlyList<EndpointAddress> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>Addresses that will take traffic once they are ready.</summary>
    [AllowNull]
    public IReadOnlyList<EndpointAddress> NotReadyAddresses { get; init => field = value ?? []; } = [];
}

/// <summary>An address behind a Service.</summary>
public sealed record EndpointAddress
{
    /// <summary>The IP address.</summary>
    public string? IP { get; init; }

    /// <summary>The host name in DNS.</summary>
    public string? Hostname { get; init; }
}
