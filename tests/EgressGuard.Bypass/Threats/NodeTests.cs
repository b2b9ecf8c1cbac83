using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.Threats;

/// <summary>Threats 15 and 16: a tenant's container reaches the node that the webhook runs on.</summary>
public sealed class NodeTests(SharedCluster shared)
{
    [Theory]
    [InlineData("hostPID: true", "EG302")]
    [InlineData("hostIPC: true", "EG302")]
    [InlineData("containers: [{name: app, image: registry.example.com/app:1.0.0, securityContext: {privileged: true}}]", "EG305")]
    [InlineData("containers: [{name: app, image: registry.example.com/app:1.0.0, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]", "EG305")]
    [InlineData("volumes: [{name: node, hostPath: {path: /var/lib/kubelet}}]", "EG305")]
    [InlineData("volumes: [{name: node, hostPath: {path: /srv/../var/lib/kubelet}}]", "EG305")]
    public Task It_is_refused(string spec, string rule) => shared.Guard.RefusesAsync(rule, Ask.Create(Given.PodWith(spec)));

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void The_guards_own_pods_hold_nothing_on_the_node(string way)
    {
        var pod = Configurations.Objects(way).Single(item => item["kind"]!.GetValue<string>() == "Deployment")["spec"]!["template"]!["spec"]!;

        Assert.DoesNotContain("hostPath", pod.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("true", pod["containers"]![0]!["securityContext"]!["readOnlyRootFilesystem"]!.ToJsonString());
        Assert.Equal("false", pod["containers"]![0]!["securityContext"]!["allowPrivilegeEscalation"]!.ToJsonString());
    }
}
