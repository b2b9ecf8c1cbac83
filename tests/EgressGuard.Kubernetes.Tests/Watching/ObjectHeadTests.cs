using System.Text;
using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Watching;

public sealed class ObjectHeadTests
{
    private static readonly ResourceType Type = new("networking.istio.io", "v1", "gateways", "Gateway", true);

    [Fact]
    public void The_head_is_found_wherever_it_stands_and_whatever_else_there_is()
    {
        var head = Read("""
            {"status":{"metadata":{"name":"no"}},"metadata":{"labels":{"name":"no"},"ownerReferences":[{"name":"no"}],"resourceVersion":"a-1",
             "namespace":"shop","name":"yes"},"spec":{"kind":"no"},"kind":"Gateway","apiVersion":"networking.istio.io/v1"}
            """);

        Assert.Equal(new ObjectHead("Gateway", "networking.istio.io/v1", new ObjectRef("shop", "yes"), "a-1"), head);
    }

    [Fact]
    public void What_is_missing_is_empty() => Assert.Equal(new ObjectHead(null, null, new ObjectRef("", ""), ""), Read("{\"metadata\":null}"));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"metadata\":{\"name\":{}}}")]
    [InlineData("{\"kind\":\"\\ud800\"}")]
    public void What_is_no_object_is_malformed(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    [Fact]
    public void Deep_objects_are_read() => Assert.Equal(
        "deep", Read($$$"""{"spec":{{{new string('[', 5000)}}}{{{new string(']', 5000)}}},"metadata":{"name":"deep"}}""").Reference.Name);

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"kind\":\"Gateway\"}", true)]
    [InlineData("{\"kind\":\"Gateway\",\"apiVersion\":\"networking.istio.io/v1beta1\"}", true)]
    [InlineData("{\"kind\":\"Gateway\",\"apiVersion\":\"gateway.networking.k8s.io/v1\"}", false)]
    [InlineData("{\"kind\":\"Sidecar\",\"apiVersion\":\"networking.istio.io/v1\"}", false)]
    [InlineData("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\"}", true)]
    public void An_object_fits_by_group_and_kind(string json, bool fits) => Assert.Equal(fits, Read(json).Fits(Type));

    private static ObjectHead Read(string json) => ObjectHead.Read(Encoding.UTF8.GetBytes(json));
}
