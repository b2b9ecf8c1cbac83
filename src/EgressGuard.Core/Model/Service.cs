using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>core Service (istio-egress.md 4.16).</summary>
public sealed record Service : KubeObject
{
    /// <summary>What the service declares; null only in a malformed object.</summary>
    public ServiceSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.Service;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a Service.</summary>
public sealed record ServiceSpec
{
    /// <summary>ClusterIP, NodePort, LoadBalancer or ExternalName; absent means ClusterIP.</summary>
    public string? Type { get; init; }

    /// <summary>The host that an ExternalName service stands for.</summary>
    public string? ExternalName { get; init; }

    /// <summary>The labels of the pods behind it; empty means that somebody else writes its endpoints.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Selector { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();

    /// <summary>Addresses outside the cluster that nodes take for the service.</summary>
    [AllowNull]
    public IReadOnlyList<string> ExternalIPs { get; init => field = value ?? []; } = [];

    /// <summary>The address that a load balancer is asked for.</summary>
    public string? LoadBalancerIP { get; init; }

    /// <summary>The ports.</summary>
    [AllowNull]
    public IReadOnlyList<ServicePort> Ports { get; init => field = value ?? []; } = [];
}

/// <summary>A port of a Service.</summary>
public sealed record ServicePort
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>1 to 65535.</summary>
    public long? Port { get; init; }

    /// <summary>TCP, UDP or SCTP; absent means TCP.</summary>
    public string? Protocol { get; init; }
}
