using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>Reads generated objects as the product does.</summary>
internal static class MeshReader
{
    public static MeshSnapshot Mesh(IEnumerable<JsonObject> objects) =>
        objects.Select(Subject).Aggregate(MeshSnapshot.Empty, (mesh, next) => mesh.With(next.Object, next.Reference));

    public static Subject Subject(JsonObject json)
    {
        var kind = ObjectKinds.Find(ObjectKinds.GroupOf((string)json["apiVersion"]!), (string)json["kind"]!)!.Value;
        var read = KubeObjectReader.Read(kind, Encoding.UTF8.GetBytes(json.ToJsonString()), out var defect);
        Assert.True(read is not null, $"{defect}: {json.ToJsonString()}");
        return ObjectKinds.IsNamespaced(kind)
            ? Core.Rules.Subject.Of(read, "default")
            : new Subject(read, "", Core.Rules.Subject.NameOf(read.Metadata));
    }
}
