using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.istio.io Sidecar: what the proxies of a namespace know and let out (istio-egress.md 4.9).</summary>
public sealed record Sidecar : KubeObject
{
    /// <summary>What the object declares; absent means that nothing is set.</summary>
    public SidecarSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.Sidecar;

    internal override bool HasSpec => true;
}

/// <summary>The <c>spec</c> of a Sidecar.</summary>
public sealed record SidecarSpec
{
    /// <summary>Picks the pods it holds for; absent means all of the namespace.</summary>
    public WorkloadSelector? WorkloadSelector { get; init; }

    /// <summary>The outbound listeners.</summary>
    [AllowNull]
    public IReadOnlyList<EgressListener> Egress { get; init => field = value ?? []; } = [];

    /// <summary>What becomes of unknown destinations; absent means what the mesh says, present without a mode means REGISTRY_ONLY.</summary>
    public SidecarOutboundPolicy? OutboundTrafficPolicy { get; init; }
}

/// <summary>An outbound listener of a sidecar.</summary>
public sealed record EgressListener
{
    /// <summary>The port; absent means every port of the hosts.</summary>
    public ServerPort? Port { get; init; }

    /// <summary>The address it listens at.</summary>
    public string? Bind { get; init; }

    /// <summary>DEFAULT, IPTABLES or NONE; NONE listens without redirection.</summary>
    public string? CaptureMode { get; init; }

    /// <summary>What it knows, each <c>namespace/host</c>.</summary>
    [AllowNull]
    public IReadOnlyList<string> Hosts { get; init => field = value ?? []; } = [];
}

/// <summary>What becomes of destinations that the registry does not know.</summary>
public sealed record SidecarOutboundPolicy
{
    /// <summary>REGISTRY_ONLY or ALLOW_ANY; absent means REGISTRY_ONLY.</summary>
    public string? Mode { get; init; }

    /// <summary>Where unknown destinations are sent with ALLOW_ANY.</summary>
    public Destination? EgressProxy { get; init; }
}
