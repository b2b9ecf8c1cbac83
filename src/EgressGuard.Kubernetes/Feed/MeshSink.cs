using System.Threading.Channels;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>Reads the objects of one kind and hands them to the writer of the mesh.</summary>
internal sealed class MeshSink(ObjectKind kind, ChannelWriter<MeshUpdate> updates) : IObjectSink<MeshItem>
{
    public MeshItem Read(ResourceType type, ObjectHead head, ReadOnlyMemory<byte> utf8Json, out string? problem)
    {
        var read = KubeObjectReader.Read(kind, utf8Json.Span, out var defect);
        problem = defect is null ? null : $"{(defect.Pointer.Length == 0 ? "" : defect.Pointer + ": ")}{defect.Problem}";

        // Items of lists do not say what they are, events do: an object is to look the same whichever way it came.
        return new MeshItem(head.ResourceVersion, read is null ? null : read with { ApiVersion = type.ApiVersion, KindName = type.Kind }, problem);
    }

    public void Replace(IReadOnlyDictionary<ObjectRef, MeshItem> all) => updates.TryWrite(new MeshUpdate.All(kind, all));

    public void Set(ObjectRef reference, MeshItem item) => updates.TryWrite(new MeshUpdate.One(kind, reference, item));

    public void Remove(ObjectRef reference) => updates.TryWrite(new MeshUpdate.One(kind, reference, null));
}
