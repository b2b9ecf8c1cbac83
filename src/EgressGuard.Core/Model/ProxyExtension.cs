using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>
/// An object that changes what proxies do by code or patches: EnvoyFilter, WasmPlugin or TrafficExtension (istio-egress.md 4.14). What
/// it contains is not looked at: that it exists is what counts.
/// </summary>
public sealed record ProxyExtension : KubeObject
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ExtensionKind;

    /// <summary>Which of the three it is, as the reader was told.</summary>
    [JsonIgnore]
    public ObjectKind ExtensionKind { get; init; } = ObjectKind.EnvoyFilter;

    internal override bool HasSpec => true;
}
