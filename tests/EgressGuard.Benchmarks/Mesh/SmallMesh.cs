using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Benchmarks.Mesh;

/// <summary>A mesh in which the corpus of reviews can be judged, and not much more.</summary>
internal static class SmallMesh
{
    /// <summary>The samples, and the namespaces of the other reviews: a namespace that is not there would be asked for.</summary>
    public static JsonObject[] Objects(SampleMesh samples) =>
    [
        .. ReviewCorpus.RecordedNamespaces.Select(Namespace),
        .. MeshSnapshot.Kinds.SelectMany(samples.Objects),
    ];

    /// <summary>A namespace without labels.</summary>
    public static JsonObject Namespace(string name) =>
        JsonNode.Parse($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{name}}"} }""")!.AsObject();

    /// <summary>Objects as the mesh that reviews are judged by.</summary>
    public static MeshSnapshot Read(IEnumerable<JsonObject> objects) => objects.Aggregate(MeshSnapshot.Empty, (mesh, each) =>
    {
        var kind = Enum.Parse<ObjectKind>((string)each["kind"]!);
        var read = KubeObjectReader.Read(kind, Encoding.UTF8.GetBytes(each.ToJsonString()), out var defect);
        _ = read ?? throw new InvalidOperationException($"{defect}: {each}");
        var subject = Subject.Of(read, kind == ObjectKind.Namespace ? "" : "default");
        return mesh.With(subject.Object, subject.Reference);
    });
}
