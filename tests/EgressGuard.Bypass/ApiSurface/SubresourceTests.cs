using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 1: a subresource that no rule of the webhook matches.</summary>
public sealed class SubresourceTests(SharedCluster shared)
{
    [Theory]
    [InlineData("securityContext: {runAsUser: 1337}", "EG304")]
    [InlineData("securityContext: {privileged: true}", "EG305")]
    [InlineData("securityContext: {capabilities: {add: [NET_ADMIN]}}", "EG305")]
    public Task Ephemeral_containers_are_judged(string container, string rule)
    {
        var pod = Given.Pod();
        var debugged = Given.PodWith($"ephemeralContainers: [{{name: debugger, image: registry.example.com/tools:1.0.0, {container}}}]");
        return shared.Guard.RefusesAsync(rule, Ask.Update(pod, debugged) with { SubResource = "ephemeralcontainers" });
    }

    [Fact]
    public async Task Labels_that_come_through_status_and_finalize_are_judged()
    {
        var tenant = Given.Namespace("tenant", "istio-injection: enabled");
        var left = tenant.Labelled("istio-injection", "disabled");

        await shared.Guard.RefusesAsync(
            "EG308", Ask.Update(Given.Pod(), Given.Pod().Labelled("istio", "egressgateway")) with { SubResource = "status" });
        await shared.Guard.RefusesAsync("EG501", Ask.Update(tenant, left) with { SubResource = "status" });
        await shared.Guard.RefusesAsync("EG501", Ask.Update(tenant, left) with { SubResource = "finalize" });
        var service = Given.Service("{selector: {app: web}, ports: [{port: 80}]}");
        await shared.Guard.RefusesAsync(
            "EG415", Ask.Update(service, service.Annotated("internal.istio.io/parents", "x")) with { SubResource = "status" });
    }

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void The_subresources_are_sent(string way) => Assert.Subset(
        Configurations.Sent(way).ToHashSet(),
        new HashSet<string>
        {
            "UPDATE pods/ephemeralcontainers", "UPDATE pods/status", "UPDATE namespaces/status", "UPDATE namespaces/finalize", "UPDATE services/status",
        });
}
