using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.Scope;

/// <summary>Class 14: an object that leaves itself out by its own labels.</summary>
public sealed class SelectorTests(SharedCluster shared)
{
    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void No_webhook_selects_by_the_labels_of_objects(string way) =>
        Assert.All(Configurations.Webhooks(way), webhook => Assert.Null(webhook["objectSelector"]));

    [Theory]
    [InlineData("egressguard.io/ignore", "true")]
    [InlineData("egressguard.io/egress", "none")]
    [InlineData("istio.io/rev", "ghost")]
    [InlineData("gateway.istio.io/managed", "istio.io-gateway-controller")]
    public Task No_label_of_a_pod_takes_it_out(string key, string value) =>
        shared.Guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true").Labelled(key, value)));

    [Fact]
    public Task An_inactive_revision_is_judged_too() => shared.Guard.RefusesAsync("EG416", Ask.Create(
        Given.VirtualService("api.example.com", "ghost").Labelled("istio.io/rev", "ghost")));
}
