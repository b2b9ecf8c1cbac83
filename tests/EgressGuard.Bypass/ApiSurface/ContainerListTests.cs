using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 2: a list of containers that a rule forgets.</summary>
public sealed class ContainerListTests(SharedCluster shared)
{
    private const string ProxyUser = "securityContext: {runAsUser: 1337}";
    private const string Privileged = "securityContext: {privileged: true}";

    [Theory]
    [InlineData("containers", "", ProxyUser, "EG304")]
    [InlineData("initContainers", "", ProxyUser, "EG304")]
    [InlineData("initContainers", "restartPolicy: Always, ", ProxyUser, "EG304")]
    [InlineData("ephemeralContainers", "", ProxyUser, "EG304")]
    [InlineData("containers", "", Privileged, "EG305")]
    [InlineData("initContainers", "", Privileged, "EG305")]
    [InlineData("initContainers", "restartPolicy: Always, ", Privileged, "EG305")]
    [InlineData("ephemeralContainers", "", Privileged, "EG305")]
    public async Task Every_list_is_judged(string list, string more, string context, string rule)
    {
        var pod = Given.PodWith($"{list}: [{{name: tool, image: registry.example.com/tool:1.0.0, {more}{context}}}]");

        var answer = await shared.Guard.RefusesAsync(rule, Ask.Create(pod));

        Assert.Contains($"/spec/{list}/0", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task What_the_pod_sets_holds_for_each_of_them() => shared.Guard.RefusesAsync(
        "EG304",
        Ask.Create(Given.PodWith(
            "securityContext: {runAsUser: 1337}, initContainers: [{name: tool, image: registry.example.com/tool:1.0.0, securityContext: {runAsUser: 10001}}]")));
}
