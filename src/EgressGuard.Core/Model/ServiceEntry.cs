using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.istio.io ServiceEntry: hosts that become known to the mesh (istio-egress.md 1.1).</summary>
public sealed record ServiceEntry : KubeObject
{
    /// <summary>What the entry declares; null only in a malformed object.</summary>
    public ServiceEntrySpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.ServiceEntry;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a ServiceEntry. Absent fields keep their proto3 zero value (istio-egress.md A4).</summary>
public sealed record ServiceEntrySpec
{
    /// <summary>DNS names, never expanded as short names.</summary>
    [AllowNull]
    public IReadOnlyList<string> Hosts { get; init => field = value ?? []; } = [];

    /// <summary>Virtual IP addresses or CIDR ranges.</summary>
    [AllowNull]
    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>The ports; without any the entry has no listener.</summary>
    [AllowNull]
    public IReadOnlyList<ServiceEntryPort> Ports { get; init => field = value ?? []; } = [];

    /// <summary>MESH_EXTERNAL or MESH_INTERNAL; absent is the former. Neither changes where traffic goes (istio-egress.md 1.1).</summary>
    public string? Location { get; init; }

    /// <summary>As written; absent means NONE. Read it through <see cref="EffectiveResolution"/>.</summary>
    public string? Resolution { get; init; }

    /// <summary>The explicit destinations.</summary>
    [AllowNull]
    public IReadOnlyList<ServiceEntryEndpoint> Endpoints { get; init => field = value ?? []; } = [];

    /// <summary>Picks pods and WorkloadEntries of the same namespace as endpoints.</summary>
    public WorkloadSelector? WorkloadSelector { get; init; }

    /// <summary>The namespaces that see the entry; empty means the mesh default (istio-egress.md 1.4).</summary>
    [AllowNull]
    public IReadOnlyList<string> ExportTo { get; init => field = value ?? []; } = [];

    /// <summary>The resolution that Istio applies: absent and null mean <see cref="Model.Resolution.None"/> (istio-egress.md A4, A5, 1.3).</summary>
    public Resolution EffectiveResolution => Resolution switch
    {
        null or "NONE" => Model.Resolution.None,
        "STATIC" => Model.Resolution.Static,
        "DNS" => Model.Resolution.Dns,
        "DNS_ROUND_ROBIN" => Model.Resolution.DnsRoundRobin,
        "DYNAMIC_DNS" => Model.Resolution.DynamicDns,
        _ => Model.Resolution.Unknown,
    };
}

/// <summary>How the addresses of a ServiceEntry's hosts are found (istio-egress.md 1.3).</summary>
public enum Resolution
{
    /// <summary>The client's own destination address is used.</summary>
    None,

    /// <summary>The endpoints' addresses are used.</summary>
    Static,

    /// <summary>The proxy asks DNS.</summary>
    Dns,

    /// <summary>The proxy asks DNS and uses the first answer.</summary>
    DnsRoundRobin,

    /// <summary>The proxy asks DNS for whatever name the request carries.</summary>
    DynamicDns,

    /// <summary>A value that Istio does not know; judged as malformed (istio-egress.md A3).</summary>
    Unknown,
}

/// <summary>A port of a ServiceEntry.</summary>
public sealed record ServiceEntryPort
{
    /// <summary>1 to 65535.</summary>
    public int? Number { get; init; }

    /// <summary>The name, unique in the entry.</summary>
    public string? Name { get; init; }

    /// <summary>HTTP, HTTPS, TLS, TCP …, case-insensitive; absent means that the proxy sniffs.</summary>
    public string? Protocol { get; init; }

    /// <summary>The port of the endpoints; absent and 0 mean <see cref="Number"/>.</summary>
    public int? TargetPort { get; init; }
}

/// <summary>An explicit destination of a ServiceEntry.</summary>
public sealed record ServiceEntryEndpoint
{
    /// <summary>An IP address, a DNS name or <c>unix://…</c>.</summary>
    public string? Address { get; init; }

    /// <summary>The network it is in, where the mesh spans several.</summary>
    public string? Network { get; init; }

    /// <summary>Its ports by the names of the entry's; absent means the same numbers.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, int?> Ports { get; init => field = value ?? NoPorts; } = NoPorts;

    private static readonly Dictionary<string, int?> NoPorts = [];
}

/// <summary>Labels that pick workloads of the same namespace.</summary>
public sealed record WorkloadSelector
{
    /// <summary>The labels that a workload must carry.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Labels { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();
}
