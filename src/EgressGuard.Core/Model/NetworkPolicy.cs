using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.k8s.io NetworkPolicy: what the network itself lets through (istio-egress.md 4.17).</summary>
public sealed record NetworkPolicy : KubeObject
{
    /// <summary>What the policy allows; absent isolates every pod of the namespace for ingress.</summary>
    public NetworkPolicySpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.NetworkPolicy;

    internal override bool HasSpec => true;
}

/// <summary>The <c>spec</c> of a NetworkPolicy.</summary>
public sealed record NetworkPolicySpec
{
    /// <summary>Ingress and Egress; empty means Ingress, and Egress when there are egress rules.</summary>
    [AllowNull]
    public IReadOnlyList<string> PolicyTypes { get; init => field = value ?? []; } = [];

    /// <summary>What may leave; each rule widens.</summary>
    [AllowNull]
    public IReadOnlyList<NetworkPolicyEgress> Egress { get; init => field = value ?? []; } = [];
}

/// <summary>Destinations and ports that may be reached. Without destinations, all of them.</summary>
public sealed record NetworkPolicyEgress
{
    /// <summary>The destinations; empty means every one.</summary>
    [AllowNull]
    public IReadOnlyList<NetworkPolicyPeer> To { get; init => field = value ?? []; } = [];

    /// <summary>The ports; empty means every one.</summary>
    [AllowNull]
    public IReadOnlyList<NetworkPolicyPort> Ports { get; init => field = value ?? []; } = [];
}

/// <summary>A destination: a range of addresses, or pods by labels.</summary>
public sealed record NetworkPolicyPeer
{
    /// <summary>A range of addresses.</summary>
    public IPBlock? IpBlock { get; init; }

    /// <summary>Namespaces by labels.</summary>
    public NetworkPolicySelector? NamespaceSelector { get; init; }

    /// <summary>Pods by labels.</summary>
    public NetworkPolicySelector? PodSelector { get; init; }
}

/// <summary>A range of addresses with exceptions.</summary>
public sealed record IPBlock
{
    /// <summary>The range.</summary>
    public string? Cidr { get; init; }

    /// <summary>Ranges in it that do not count.</summary>
    [AllowNull]
    public IReadOnlyList<string> Except { get; init => field = value ?? []; } = [];
}

/// <summary>A selector. Only its presence counts.</summary>
public sealed record NetworkPolicySelector;

/// <summary>A port that may be reached.</summary>
public sealed record NetworkPolicyPort
{
    /// <summary>TCP, UDP or SCTP; absent means TCP.</summary>
    public string? Protocol { get; init; }
}
