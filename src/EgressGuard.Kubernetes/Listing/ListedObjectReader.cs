using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Listing;

/// <summary>Reads the objects of one kind as rules see them.</summary>
public sealed class ListedObjectReader(ObjectKind kind) : IObjectReader<ListedObject>
{
    /// <inheritdoc/>
    public ListedObject Read(ResourceType type, ObjectHead head, ReadOnlyMemory<byte> utf8Json, out string? problem)
    {
        var read = KubeObjectReader.Read(kind, utf8Json.Span, out var defect);
        problem = defect?.Problem;

        // Items of lists do not say what they are.
        return new ListedObject(
            kind, type.Kind, head.Reference, read is null ? null : read with { ApiVersion = type.ApiVersion, KindName = type.Kind }, defect);
    }
}
