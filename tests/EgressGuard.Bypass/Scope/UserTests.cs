using EgressGuard.Bypass.Running;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.Scope;

/// <summary>Class 15: users and groups that are left out.</summary>
public sealed class UserTests(SharedCluster shared)
{
    [Theory]
    [InlineData("system:serviceaccount:kube-system:replicaset-controller", "system:serviceaccounts:kube-system")]
    [InlineData("system:serviceaccount:kube-system:job-controller", "system:serviceaccounts:kube-system")]
    [InlineData("system:serviceaccount:kube-system:daemon-set-controller", "system:serviceaccounts")]
    [InlineData("system:serviceaccount:istio-system:default", "system:serviceaccounts:istio-system")]
    [InlineData("kubernetes-admin", "system:masters")]
    [InlineData("system:node:node-1", "system:nodes")]
    public Task Controllers_administrators_and_nodes_are_judged_like_anybody(string user, string group) => shared.Guard.RefusesAsync(
        "EG302", Ask.Create(Given.PodWith("hostNetwork: true")) with { User = user, Groups = [group, "system:authenticated"] });

    [Theory]
    [InlineData("system:serviceaccount:shop:istiod")]
    [InlineData("system:serviceaccount:istio-system-2:istiod")]
    [InlineData("system:serviceaccount:istio-system:ztunnel-2")]
    [InlineData("xsystem:serviceaccount:istio-system:istiod")]
    [InlineData("SYSTEM:SERVICEACCOUNT:ISTIO-SYSTEM:ISTIOD")]
    [InlineData("system:apiserver2")]
    public Task Whoever_is_called_almost_like_the_platform_is_judged(string user) =>
        shared.Guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true")) with { User = user });

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Conditions_leave_out_kubelets_and_endpoint_controllers_alone(string way) => Assert.Equal(
        ["not-a-node", "not-an-endpoint-controller"],
        Configurations.Webhooks(way).SelectMany(webhook => webhook["matchConditions"].Items()).Select(item => item["name"]!.GetValue<string>()).Distinct().Order());
}
