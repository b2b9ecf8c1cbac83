using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Tests.Api;

public sealed class ResourceTypeTests
{
    private static readonly ResourceType ServiceEntries = new("networking.istio.io", "v1", "serviceentries", "ServiceEntry", IsNamespaced: true);

    private static readonly ResourceType Namespaces = new("", "v1", "namespaces", "Namespace", IsNamespaced: false);

    [Fact]
    public void Names_the_paths_of_the_API_server()
    {
        Assert.Equal("/apis/networking.istio.io/v1/serviceentries", ServiceEntries.PathOf());
        Assert.Equal("/apis/networking.istio.io/v1/namespaces/shop/serviceentries", ServiceEntries.PathOf("shop"));
        Assert.Equal("/apis/networking.istio.io/v1/namespaces/shop/serviceentries/cnn", ServiceEntries.PathOf(new ObjectRef("shop", "cnn")));
        Assert.Equal("/api/v1/namespaces", Namespaces.PathOf());
        Assert.Equal("/api/v1/namespaces/shop", Namespaces.PathOf(new ObjectRef("", "shop")));
    }

    [Fact]
    public void Is_written_as_kubectl_writes_it()
    {
        Assert.Equal("serviceentries.networking.istio.io", ServiceEntries.ToString());
        Assert.Equal("namespaces", Namespaces.ToString());
        Assert.Equal("networking.istio.io/v1", ServiceEntries.ApiVersion);
        Assert.Equal("v1", Namespaces.ApiVersion);
    }
}
