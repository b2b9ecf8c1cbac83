using EgressGuard.Bypass.Running;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 6: another version of the API.</summary>
public sealed class VersionTests(SharedCluster shared)
{
    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    [InlineData("v1alpha3")]
    [InlineData("v2")]
    public async Task The_verdict_is_that_of_every_version(string version)
    {
        var refused = await shared.Guard.RefusesAsync("EG103", Ask.Create(Given.ServiceEntry().With(item =>
        {
            item["apiVersion"] = "networking.istio.io/" + version;
            item["spec"]!["resolution"] = "NONE";
        })));
        var known = await shared.Guard.ReviewAsync(Ask.Create(Given.ServiceEntry().With(item => item["spec"]!["resolution"] = "NONE")));

        Assert.Equal(known.Message, refused.Message);
    }

    [Theory]
    [InlineData("gateway.networking.k8s.io/v1", "HTTPRoute")]
    [InlineData("gateway.networking.k8s.io/v1beta1", "HTTPRoute")]
    [InlineData("gateway.networking.k8s.io/v1alpha2", "TLSRoute")]
    [InlineData("gateway.networking.k8s.io/v1alpha3", "TLSRoute")]
    [InlineData("gateway.networking.k8s.io/v1alpha2", "TCPRoute")]
    public Task So_it_is_of_the_Gateway_API(string apiVersion, string kind) => shared.Guard.RefusesAsync("EG703", Ask.Create($$"""
        apiVersion: {{apiVersion}}
        kind: {{kind}}
        metadata: {name: api, namespace: shop}
        spec:
          parentRefs: [{group: "", kind: Service, name: istio-egressgateway, namespace: istio-system}]
          rules: [{backendRefs: [{name: mine, port: 80}]}]
        """));

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Every_version_is_sent(string way) => Assert.All(Configurations.Webhooks(way), webhook =>
    {
        Assert.Equal("Equivalent", webhook["matchPolicy"]!.GetValue<string>());
        Assert.All(webhook["rules"].Items(), rule => Assert.Equal(["*"], rule["apiVersions"].Texts()));
    });
}
