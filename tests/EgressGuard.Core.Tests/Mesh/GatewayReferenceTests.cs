using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Tests.Mesh;

public sealed class GatewayReferenceTests
{
    [Theory]
    [InlineData("egress", "shop", "egress")]
    [InlineData("istio-system/egress", "istio-system", "egress")]
    [InlineData("./egress", "shop", "egress")]
    [InlineData("egress.istio-system", "istio-system", "egress")]
    [InlineData("egress.istio-system.svc.cluster.local", "istio-system", "egress")]
    [InlineData("egress.istio-system.svc", "istio-system", "egress")]
    [InlineData("istio-system/egress.v2", "istio-system", "egress.v2")]
    [InlineData("istio-system/a/b", "istio-system", "a/b")]
    [InlineData("/egress", "", "egress")]
    [InlineData("egress.", "", "egress")]
    [InlineData("Mesh", "shop", "Mesh")]
    [InlineData("", "shop", "")]
    public void Resolves_as_Istio_does(string reference, string @namespace, string name) =>
        Assert.Equal(new ObjectRef(@namespace, name), GatewayReference.Resolve(reference, "shop"));

    [Fact]
    public void The_name_of_all_sidecars_is_reserved() => Assert.Equal("mesh", GatewayReference.Mesh);
}
