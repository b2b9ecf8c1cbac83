using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Tests.Mesh;

/// <summary>What a mesh keeps of an object.</summary>
public sealed class KeptObjectTests
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    [Fact]
    public void Is_not_the_copy_that_kubectl_leaves_in_it()
    {
        var applied = new Sidecar { Metadata = new ObjectMeta { Annotations = new Dictionary<string, string?> { [LastApplied] = "{}", ["team"] = "shop" } } };

        var kept = MeshSnapshot.Empty.With(applied, new ObjectRef("shop", "all")).Find(ObjectKind.Sidecar, new ObjectRef("shop", "all"))!;

        Assert.Equal("", kept.Metadata.Annotation(LastApplied));
        Assert.Equal("shop", kept.Metadata.Annotation("team"));
        Assert.Equal("{}", applied.Metadata.Annotation(LastApplied));
    }

    [Fact]
    public void Is_the_object_itself_where_nothing_is_left_out()
    {
        var written = new Sidecar { Metadata = new ObjectMeta { Annotations = new Dictionary<string, string?> { ["team"] = "shop" } } };

        Assert.Same(written, KeptObject.Of(written));
    }
}
