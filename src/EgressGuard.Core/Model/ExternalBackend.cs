using System.Text.Json.Serialization;

namespace EgressGuard.Core.Model;

/// <summary>
/// An XBackend of the Gateway API: a name for something that routes send to. Istio makes a ServiceEntry of one that stands for an external
/// host, for every namespace to see (istio-egress.md KG-3).
/// </summary>
public sealed record ExternalBackend : KubeObject
{
    /// <summary>What the backend stands for; null only in a malformed object.</summary>
    public ExternalBackendSpec? Spec { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ObjectKind Kind => ObjectKind.XBackend;

    internal override bool HasSpec => Spec is not null;
}

/// <summary>The <c>spec</c> of an XBackend.</summary>
public sealed record ExternalBackendSpec
{
    /// <summary>The external host, where it is one.</summary>
    public ExternalHostname? ExternalHostname { get; init; }
}

/// <summary>A host outside.</summary>
public sealed record ExternalHostname
{
    /// <summary>The name.</summary>
    public string? Hostname { get; init; }
}
