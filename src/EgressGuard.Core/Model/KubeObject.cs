using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Core.Model;

/// <summary>A Kubernetes object, read into the fields that EgressGuard looks at.</summary>
public abstract record KubeObject
{
    /// <summary>The object's metadata; never null.</summary>
    [AllowNull]
    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    /// <summary>Which kind this is, whatever API version it was served in.</summary>
    public abstract ObjectKind Kind { get; }

    /// <summary>Whether the object has the part that rules judge. An object without it is malformed, never harmless.</summary>
    internal abstract bool HasSpec { get; }
}
