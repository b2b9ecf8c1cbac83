using System.Collections.Immutable;
using EgressGuard.Core.Patching;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Mutation;

/// <summary>One object of the input, and what admission would add to it.</summary>
/// <param name="Described">The object.</param>
/// <param name="Patch">What is added; empty for nothing.</param>
internal sealed record MutatedObject(ManifestObject Described, ImmutableArray<PatchOperation> Patch)
{
    /// <summary>The namespace in which the object would be; "" for cluster-scoped kinds.</summary>
    public string Namespace => Described.Subject?.Namespace ?? Described.WrittenNamespace;
}
