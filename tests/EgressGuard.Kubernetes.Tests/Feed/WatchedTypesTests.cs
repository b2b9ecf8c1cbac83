using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Feed;

namespace EgressGuard.Kubernetes.Tests.Feed;

public sealed class WatchedTypesTests
{
    [Fact]
    public void Every_kind_of_the_mesh_is_watched_as_what_it_is()
    {
        Assert.Equal(MeshSnapshot.Kinds.Order(), WatchedTypes.All.Keys.Order());
        Assert.All(WatchedTypes.All, entry => Assert.All(entry.Value.Versions, type =>
        {
            Assert.Equal(entry.Key, ObjectKinds.Find(type.Group, type.Kind));
            Assert.Equal(ObjectKinds.IsNamespaced(entry.Key), type.IsNamespaced);
        }));
    }

    [Fact]
    public void Types_have_their_addresses_and_versions()
    {
        string[] expected =
        [
            "authorizationpolicies.security.istio.io v1 v1beta1",
            "destinationrules.networking.istio.io v1 v1beta1 v1alpha3",
            "gateways.networking.istio.io v1 v1beta1 v1alpha3",
            "grpcroutes.gateway.networking.k8s.io v1 v1alpha2",
            "httproutes.gateway.networking.k8s.io v1 v1beta1",
            "namespaces v1",
            "serviceentries.networking.istio.io v1 v1beta1 v1alpha3",
            "services v1",
            "sidecars.networking.istio.io v1 v1beta1 v1alpha3",
            "tcproutes.gateway.networking.k8s.io v1 v1alpha3 v1alpha2",
            "tlsroutes.gateway.networking.k8s.io v1 v1alpha3 v1alpha2",
            "virtualservices.networking.istio.io v1 v1beta1 v1alpha3",
        ];

        Assert.Equal(
            expected,
            WatchedTypes.All.Values.Select(type => $"{type} {string.Join(' ', type.Versions.Select(version => version.Version))}").Order(StringComparer.Ordinal));
    }
}
