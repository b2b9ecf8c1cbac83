using EgressGuard.Bypass.Running;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.Scope;

/// <summary>Classes 13, 16 and 19: namespaces that leave themselves out, by a label, by a name, or because they are the guard's own.</summary>
public sealed class NamespaceTests(SharedCluster shared)
{
    [Theory]
    [InlineData("by-gatekeeper-label", "admission.gatekeeper.sh/ignore: \"true\"")]
    [InlineData("by-control-plane-label", "control-plane: controller-manager")]
    [InlineData("by-name-label", "name: kube-system")]
    [InlineData("by-guard-label", "egressguard.io/ignore: \"true\"")]
    [InlineData("by-platform-label", "app.kubernetes.io/name: egressguard, pod-security.kubernetes.io/enforce: privileged")]
    public async Task No_label_of_a_namespace_takes_its_objects_out(string name, string labels)
    {
        shared.Guard.Api.Put(Given.Namespace(name, labels));

        await shared.Guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true", @namespace: name)));
        await shared.Guard.RefusesAsync("EG103", Ask.Create(Given.ServiceEntry(@namespace: name).With(item => item["spec"]!["resolution"] = "NONE")));
    }

    [Theory]
    [InlineData("istio-system-2")]
    [InlineData("kube-system-tools")]
    [InlineData("kube-public")]
    [InlineData("my-kube-system")]
    [InlineData("egressguard-system-2")]
    [InlineData("openshift-shop")]
    public Task No_namespace_is_the_platforms_by_the_beginning_of_its_name(string name) =>
        shared.Guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true", @namespace: name)));

    [Theory]
    [InlineData("kube-system", true)]
    [InlineData("shop", false)]
    public async Task The_namespace_of_the_request_counts_not_what_the_object_says(string @namespace, bool isPlatform)
    {
        // The API server has them equal; a body that has not is forged.
        var claimed = Given.PodWith("hostNetwork: true", @namespace: isPlatform ? "shop" : "kube-system");
        var answer = await shared.Guard.ReviewAsync(
            Ask.Create(Given.PodWith("hostNetwork: true", @namespace: @namespace)) with { RawObject = claimed.ToJsonString() });

        Assert.Equal(isPlatform, answer.Allowed);
    }

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Two_namespaces_are_left_out_by_the_label_that_only_the_API_server_sets(string way) => Assert.All(
        Configurations.Webhooks(way).Where(webhook => webhook["namespaceSelector"] is not null),
        webhook =>
        {
            var expression = Assert.Single(Assert.Single(webhook["namespaceSelector"]!.AsObject()).Value.Items());
            Assert.Equal("kubernetes.io/metadata.name NotIn", $"{expression["key"]} {expression["operator"]}");
            Assert.Equal(["egressguard-system", "kube-system"], expression["values"].Texts().Order());
        });

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Only_the_guards_own_kinds_which_have_no_namespace_do_without_a_selector(string way) => Assert.Equal(
        ["policy.validate.egressguard.io"],
        Configurations.Webhooks(way).Where(webhook => webhook["namespaceSelector"] is null).Select(webhook => webhook["name"]!.GetValue<string>()));

    [Fact]
    public Task What_is_in_the_guards_own_namespace_is_reported_by_the_audit() => shared.Guard.ReportedAsync("EG302", "intruder");

    [Fact]
    public Task The_guards_own_namespace_is_no_platform_namespace_unless_the_policy_says_so() =>
        shared.Guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true", @namespace: "egressguard-system")));
}
