using EgressGuard.Core.Model;

namespace EgressGuard.Core.Tests.Model;

public sealed class ObjectMetaTests
{
    [Fact]
    public void Metadata_with_nothing_set_has_neither_labels_nor_annotations()
    {
        Assert.Null(ObjectMeta.Empty.Label("a"));
        Assert.Null(ObjectMeta.Empty.Annotation("a"));
    }

    [Fact]
    public void An_object_without_metadata_has_neither()
    {
        var pod = new Pod { Metadata = null };

        Assert.Same(ObjectMeta.Empty, pod.Metadata);
    }
}
