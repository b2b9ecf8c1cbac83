using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 7: a feature that came after the rules, or that they forgot.</summary>
public sealed class NewFeatureTests(SharedCluster shared)
{
    [Theory]
    [InlineData("LATER")]
    [InlineData("none")]
    public async Task A_resolution_that_nobody_knows_is_refused(string value)
    {
        var answer = await shared.Guard.RefusesAsync("EG001", Ask.Create(Given.ServiceEntry().With(item => item["spec"]!["resolution"] = value)));

        Assert.Equal(422, answer.Code);
    }

    [Fact]
    public async Task So_are_a_protocol_and_a_mode_that_nobody_knows()
    {
        await shared.Guard.RefusesAsync("EG112", Ask.Create(Given.ServiceEntry().With(item => item["spec"]!["ports"]![0]!["protocol"] = "LATER")));
        await shared.Guard.RefusesAsync("EG406", Ask.Create("""
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: new, namespace: shop}
            spec: {outboundTrafficPolicy: {mode: LATER}}
            """));
    }

    [Fact]
    public async Task Newer_ways_of_resolution_have_their_rules()
    {
        await shared.Guard.RefusesAsync("EG111", Ask.Create(
            Given.ServiceEntry("*.example.com", @namespace: "payments").With(item => item["spec"]!["resolution"] = "DYNAMIC_DNS")));
        await shared.Guard.AllowsAsync(Ask.Create(Given.ServiceEntry().With(item => item["spec"]!["resolution"] = "DNS_ROUND_ROBIN")));
    }

    [Theory]
    [InlineData("EG418", "extensions.istio.io/v1alpha1", "TrafficExtension", "{}")]
    [InlineData("EG417", "networking.istio.io/v1alpha3", "EnvoyFilter", "{configPatches: []}")]
    [InlineData("EG704", "gateway.networking.x-k8s.io/v1alpha1", "XBackend", "{type: ExternalHostname, externalHostname: {hostname: api.example.com}}")]
    [InlineData("EG705", "gateway.networking.k8s.io/v1", "Gateway", "{gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}")]
    [InlineData("EG705", "gateway.networking.k8s.io/v1", "Gateway", "{gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}")]
    public Task Kinds_beside_the_usual_ones_have_their_rules(string rule, string apiVersion, string kind, string spec) => shared.Guard.RefusesAsync(
        rule,
        Ask.Create($$"""
            apiVersion: {{apiVersion}}
            kind: {{kind}}
            metadata: {name: new, namespace: shop}
            spec: {{spec}}
            """));
}
