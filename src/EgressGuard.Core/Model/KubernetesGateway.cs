using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>gateway.networking.k8s.io Gateway: a gateway that Istio may deploy by itself (istio-egress.md 4.12).</summary>
public sealed record KubernetesGateway : KubeObject
{
    /// <summary>What the gateway declares; null only in a malformed object.</summary>
    public KubernetesGatewaySpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.KubernetesGateway;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of a Gateway API Gateway.</summary>
public sealed record KubernetesGatewaySpec
{
    /// <summary>Who makes it work: istio, istio-waypoint, istio-east-west ….</summary>
    public string? GatewayClassName { get; init; }

    /// <summary>The listeners.</summary>
    [AllowNull]
    public IReadOnlyList<RouteListener> Listeners { get; init => field = value ?? []; } = [];

    /// <summary>Where it is reached, when it is not deployed by Istio.</summary>
    [AllowNull]
    public IReadOnlyList<GatewayAddress> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>How it is deployed.</summary>
    public GatewayInfrastructure? Infrastructure { get; init; }
}

/// <summary>A listener of a Gateway or ListenerSet.</summary>
public sealed record RouteListener
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The host; absent means every one.</summary>
    public string? Hostname { get; init; }

    /// <summary>1 to 65535.</summary>
    public long? Port { get; init; }

    /// <summary>HTTP, HTTPS, TLS, TCP, HBONE ….</summary>
    public string? Protocol { get; init; }

    /// <summary>How TLS is treated.</summary>
    public ListenerTls? Tls { get; init; }

    /// <summary>The routes that may attach.</summary>
    public AllowedRoutes? AllowedRoutes { get; init; }
}

/// <summary>How a listener treats TLS.</summary>
public sealed record ListenerTls
{
    /// <summary>Terminate or Passthrough; absent means Terminate.</summary>
    public string? Mode { get; init; }

    /// <summary>Settings of the implementation, such as gateway.istio.io/listener-protocol.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Options { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();
}

/// <summary>The routes that may attach to a listener.</summary>
public sealed record AllowedRoutes
{
    /// <summary>Their namespaces.</summary>
    public RouteNamespaces? Namespaces { get; init; }
}

/// <summary>The namespaces of routes.</summary>
public sealed record RouteNamespaces
{
    /// <summary>All, Selector, Same or None; absent means Same.</summary>
    public string? From { get; init; }
}

/// <summary>An address of a gateway.</summary>
public sealed record GatewayAddress
{
    /// <summary>IPAddress or Hostname; absent means IPAddress.</summary>
    public string? Type { get; init; }

    /// <summary>The address.</summary>
    public string? Value { get; init; }
}

/// <summary>How a gateway is deployed.</summary>
public sealed record GatewayInfrastructure
{
    /// <summary>Labels of what is deployed.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Labels { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();

    /// <summary>Annotations of what is deployed.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Annotations { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();

    /// <summary>The object that changes the deployment.</summary>
    public TargetReference? ParametersRef { get; init; }
}
