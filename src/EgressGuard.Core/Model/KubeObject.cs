using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>A Kubernetes object, read into the fields that EgressGuard looks at.</summary>
public abstract record KubeObject
{
    /// <summary>The group and version under which the object was served, such as <c>networking.istio.io/v1</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The kind that the object itself names.</summary>
    [JsonPropertyName("kind")]
    public string? KindName { get; init; }

    /// <summary>The object's metadata; never null.</summary>
    [AllowNull]
    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    /// <summary>Which kind this is, whatever API version it was served in.</summary>
    [JsonIgnore]
    public abstract ObjectKind Kind { get; }

    /// <summary>Whether the object has the part that rules judge. An object without it is malformed, never harmless.</summary>
    internal abstract bool HasSpec { get; }
}
