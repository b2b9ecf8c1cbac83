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
}
