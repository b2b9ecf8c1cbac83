using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.istio.io DestinationRule: how proxies speak to a host (istio-egress.md 2.8, 4.8).</summary>
public sealed record DestinationRule : KubeObject
{
    /// <summary>What the rule declares; null only in a malformed object.</summary>
    public DestinationRuleSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.DestinationRule;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a DestinationRule.</summary>
public sealed record DestinationRuleSpec
{
    /// <summary>The host it holds for; a name without a dot is expanded with the object's namespace.</summary>
    public string? Host { get; init; }

    /// <summary>How connections are made, unless a port or subset says otherwise.</summary>
    public TrafficPolicy? TrafficPolicy { get; init; }

    /// <summary>Named groups of endpoints with settings of their own.</summary>
    [AllowNull]
    public IReadOnlyList<Subset> Subsets { get; init => field = value ?? []; } = [];

    /// <summary>The namespaces that see it; empty means the mesh default (istio-egress.md 1.4).</summary>
    [AllowNull]
    public IReadOnlyList<string> ExportTo { get; init => field = value ?? []; } = [];

    /// <summary>Picks the clients it holds for. Set, it holds in its own namespace only, whatever <see cref="ExportTo"/> says.</summary>
    public DestinationRuleSelector? WorkloadSelector { get; init; }
}

/// <summary>Picks pods by their labels.</summary>
public sealed record DestinationRuleSelector
{
    /// <summary>The labels that a pod must carry.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> MatchLabels { get; init => field = value ?? Nothing; } = Nothing;

    private static readonly Dictionary<string, string?> Nothing = [];
}

/// <summary>A named group of endpoints.</summary>
public sealed record Subset
{
    /// <summary>The name that routes refer to.</summary>
    public string? Name { get; init; }

    /// <summary>What differs from the rule's own policy.</summary>
    public TrafficPolicy? TrafficPolicy { get; init; }
}

/// <summary>How connections to a host are made.</summary>
public sealed record TrafficPolicy
{
    /// <summary>How an endpoint is chosen.</summary>
    public LoadBalancer? LoadBalancer { get; init; }

    /// <summary>The TLS that the proxy originates.</summary>
    public ClientTls? Tls { get; init; }

    /// <summary>The forward proxy to tunnel through.</summary>
    public TunnelSettings? Tunnel { get; init; }

    /// <summary>What differs for single ports.</summary>
    [AllowNull]
    public IReadOnlyList<PortTrafficPolicy> PortLevelSettings { get; init => field = value ?? []; } = [];
}

/// <summary>How connections to one port of a host are made.</summary>
public sealed record PortTrafficPolicy
{
    /// <summary>The port.</summary>
    public PortSelector? Port { get; init; }

    /// <summary>How an endpoint is chosen.</summary>
    public LoadBalancer? LoadBalancer { get; init; }

    /// <summary>The TLS that the proxy originates.</summary>
    public ClientTls? Tls { get; init; }
}

/// <summary>A port by its number.</summary>
public sealed record PortSelector
{
    /// <summary>1 to 65535.</summary>
    public long? Number { get; init; }
}

/// <summary>How an endpoint is chosen.</summary>
public sealed record LoadBalancer
{
    /// <summary>ROUND_ROBIN, LEAST_REQUEST, PASSTHROUGH …; PASSTHROUGH keeps the original destination.</summary>
    public string? Simple { get; init; }
}

/// <summary>The TLS that a proxy originates towards a host.</summary>
public sealed record ClientTls
{
    /// <summary>DISABLE, SIMPLE, MUTUAL or ISTIO_MUTUAL; absent means DISABLE (istio-egress.md A4).</summary>
    public string? Mode { get; init; }

    /// <summary>The server name that the proxy asks for.</summary>
    public string? Sni { get; init; }

    /// <summary>Whether the server's certificate goes unverified.</summary>
    public bool? InsecureSkipVerify { get; init; }
}

/// <summary>A forward proxy that connections are tunnelled through.</summary>
public sealed record TunnelSettings
{
    /// <summary>CONNECT or POST.</summary>
    public string? Protocol { get; init; }

    /// <summary>The destination that the proxy is asked for.</summary>
    public string? TargetHost { get; init; }

    /// <summary>Its port.</summary>
    public long? TargetPort { get; init; }
}
