using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 10: texts that a comparison takes for others.</summary>
public sealed class TextTests(SharedCluster shared)
{
    [Theory]
    [InlineData("evil-example.com", "EG108")] // no dot before the name that is allowed
    [InlineData("example.com.evil.org", "EG108")]
    [InlineData("API.EVIL.ORG", "EG108")]
    [InlineData("*.org", "EG107")]
    [InlineData("Istio-EgressGateway.istio-system.svc.cluster.local", "EG105")]
    [InlineData("istio-egressgateway.istio-system", "EG105")]
    [InlineData("xn--exmple-cua.com", "EG108")]
    [InlineData("ex\u0430mple.com", "EG108")] // a Cyrillic letter
    public Task A_host_is_compared_whole_and_without_case(string host, string rule) =>
        shared.Guard.RefusesAsync(rule, Ask.Create(Given.ServiceEntry(host)));

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("0.0.0.0/1")]
    [InlineData("::ffff:0:0/96")]
    [InlineData("2852039166")]
    [InlineData("0251.0376.0251.0376")]
    public Task An_address_is_parsed_and_what_is_none_is_refused(string address) => shared.Guard.RefusesAsync(
        "EG104", Ask.Create(Given.ServiceEntry().With(item => item["spec"]!["addresses"] = Ask.Flow($"list: [\"{address}\"]")["list"]!.DeepClone())));

    [Theory]
    [InlineData("istio-egressgateway.istio-system.svc.cluster.local.evil.org")]
    [InlineData("web.shop.svc.cluster.local.evil.org")]
    [InlineData("svc.cluster.local-evil.org")]
    public Task An_external_name_is_of_the_cluster_only_with_the_whole_domain(string name) =>
        shared.Guard.RefusesAsync("EG504", Ask.Create(Given.Service($"{{type: ExternalName, externalName: {name}}}")));

    [Theory]
    [InlineData("cap_net_admin")]
    [InlineData("Net_Admin")]
    [InlineData("all")]
    public Task A_capability_is_known_in_every_spelling(string capability) => shared.Guard.RefusesAsync("EG305", Ask.Create(Given.PodWith(
        $"containers: [{{name: app, image: registry.example.com/app:1.0.0, securityContext: {{capabilities: {{add: [{capability}]}}}}}}]")));

    [Theory]
    [InlineData("docker.io/istio/proxyv2-evil:1.27.0")]
    [InlineData("docker.io/istio/proxyv2.evil.org/x:1.27.0")]
    [InlineData("registry.example.com/docker.io/istio/proxyv2:1.27.0")]
    public Task An_image_is_Istios_only_by_its_whole_name(string image) => shared.Guard.RefusesAsync("EG304", Ask.Create(Given.PodWith(
        $"containers: [{{name: app, image: registry.example.com/app:1.0.0}}, {{name: istio-proxy, image: \"{image}\", securityContext: {{runAsUser: 1337}}}}]")));

    [Fact]
    public Task Half_of_all_addresses_twice_is_all_of_them() => shared.Guard.RefusesAsync("EG508", Ask.Create("""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: out, namespace: shop}
        spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}]}
        """));
}
