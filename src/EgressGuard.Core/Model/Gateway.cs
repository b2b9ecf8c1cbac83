using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.istio.io Gateway: the listeners of gateway pods (istio-egress.md 2.4).</summary>
public sealed record Gateway : KubeObject
{
    /// <summary>What the gateway declares; null only in a malformed object.</summary>
    public GatewaySpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.Gateway;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a Gateway.</summary>
public sealed record GatewaySpec
{
    /// <summary>The labels of the pods it configures, in every namespace; empty selects every gateway pod.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Selector { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();

    /// <summary>The listeners.</summary>
    [AllowNull]
    public IReadOnlyList<GatewayServer> Servers { get; init => field = value ?? []; } = [];
}

/// <summary>A listener of a Gateway.</summary>
public sealed record GatewayServer
{
    /// <summary>The port.</summary>
    public ServerPort? Port { get; init; }

    /// <summary>The hosts it serves: <c>host</c>, <c>namespace/host</c>, <c>./host</c> or <c>*</c> (istio-egress.md 2.4).</summary>
    [AllowNull]
    public IReadOnlyList<string> Hosts { get; init => field = value ?? []; } = [];

    /// <summary>How TLS is treated; absent means plain text.</summary>
    public ServerTls? Tls { get; init; }
}

/// <summary>A port with its protocol, of a Gateway's server or a Sidecar's listener.</summary>
public sealed record ServerPort
{
    /// <summary>1 to 65535.</summary>
    public long? Number { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>HTTP, HTTPS, TLS, TCP …, case-insensitive.</summary>
    public string? Protocol { get; init; }
}

/// <summary>How a server treats TLS.</summary>
public sealed record ServerTls
{
    /// <summary>PASSTHROUGH, SIMPLE, MUTUAL, AUTO_PASSTHROUGH, ISTIO_MUTUAL …; absent means PASSTHROUGH (istio-egress.md A4).</summary>
    public string? Mode { get; init; }

    /// <summary>Whether plain HTTP is answered with a redirect.</summary>
    public bool? HttpsRedirect { get; init; }
}
