using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>core Namespace: its labels decide about injection and about label rules (istio-egress.md 4.1, 4.5).</summary>
public sealed record Namespace : KubeObject
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.Namespace;

    internal override bool HasSpec => true;
}
