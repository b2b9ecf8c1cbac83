using System.Collections.Immutable;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Cli.Probing;

/// <summary>One thing to try on a cluster.</summary>
/// <param name="Class">The class of bypass (docs/bypass-matrix.md); 0 for something in order, which must go through.</param>
/// <param name="What">What is tried, in a few words.</param>
/// <param name="Types">The type, in the versions that will do; the first one that the cluster serves is tried.</param>
/// <param name="Yaml">The object, or the change; NAMESPACE stands for the namespace.</param>
internal sealed record Probe(int Class, string What, ImmutableArray<ResourceType> Types, string Yaml)
{
    /// <summary>How it is written.</summary>
    public ProbeForm Form { get; init; } = ProbeForm.Create;

    /// <summary>The subresource; null for the object itself.</summary>
    public string? SubResource { get; init; }

    /// <summary>Whether it is in order and must go through.</summary>
    public bool IsControl => Class == 0;
}

/// <summary>How something is tried.</summary>
internal enum ProbeForm
{
    /// <summary>An object is created.</summary>
    Create,

    /// <summary>The namespace is changed.</summary>
    ChangeNamespace,

    /// <summary>A pod of the namespace, whichever there is, is changed.</summary>
    ChangePod,
}
