using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>networking.istio.io ProxyConfig: settings of injected proxies (istio-egress.md 4.4, 4.14).</summary>
public sealed record ProxyConfig : KubeObject
{
    /// <summary>What the object sets; absent means nothing.</summary>
    public ProxyConfigSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.ProxyConfig;

    internal override bool HasSpec => true;
}

/// <summary>The <c>spec</c> of a ProxyConfig.</summary>
public sealed record ProxyConfigSpec
{
    /// <summary>Environment variables of the injected containers.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> EnvironmentVariables { get; init => field = value ?? new Dictionary<string, string?>(); } =
        new Dictionary<string, string?>();

    /// <summary>The image of the proxy.</summary>
    public ProxyImage? Image { get; init; }
}

/// <summary>Which image of the proxy is used.</summary>
public sealed record ProxyImage
{
    /// <summary>The type, such as default, distroless or debug.</summary>
    public string? ImageType { get; init; }
}
