using EgressGuard.Bypass.Running;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.Mutation;

/// <summary>Class 34: a webhook that comes later takes back what was added, or adds what opens a way.</summary>
public sealed class FinalStateTests(SharedCluster shared)
{
    [Fact]
    public async Task A_label_that_was_taken_off_or_changed_is_refused()
    {
        await shared.Guard.RefusesAsync("EG307", Ask.Create(Given.Pod().With(pod => pod["metadata"]!["labels"]!.AsObject().Remove("egressguard.io/egress"))));
        await shared.Guard.RefusesAsync("EG307", Ask.Create(Given.Pod().Labelled("egressguard.io/egress", "direct")));
        await shared.Guard.RefusesAsync("EG307", Ask.Create(Given.ServiceEntry().Labelled("egressguard.io/gateway", "mine.shop")));
    }

    [Theory]
    [InlineData("proxy.istio.io/config", "interceptionMode: NONE")]
    [InlineData("traffic.sidecar.istio.io/excludeOutboundPorts", "443")]
    [InlineData("traffic.sidecar.istio.io/includeOutboundIPRanges", "")]
    [InlineData("inject.istio.io/templates", "grpc-agent")]
    public async Task What_another_webhook_put_in_is_judged_like_everything_else(string annotation, string value) =>
        Assert.False((await shared.Guard.ReviewAsync(Ask.Create(Given.Pod().Annotated(annotation, value)))).Allowed);

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Whatever_is_mutated_is_validated_in_its_final_form(string way)
    {
        Assert.Empty(JudgedRequests.Sent(Configurations.Mutating(way)).Except(Configurations.Sent(way)));
        Assert.All(
            Configurations.Mutating(way)["webhooks"].Items(),
            webhook => Assert.Equal("IfNeeded", webhook["reinvocationPolicy"]!.GetValue<string>()));
    }
}
