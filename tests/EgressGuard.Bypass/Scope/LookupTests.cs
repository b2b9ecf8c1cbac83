using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.Scope;

/// <summary>Class 17: an error while looking something up, taken for its absence.</summary>
public sealed class LookupTests
{
    [Fact]
    public async Task A_namespace_that_cannot_be_asked_for_excuses_nothing_and_what_was_not_judged_is_said()
    {
        await using var guard = await GuardedCluster.StartAsync();
        await guard.Api.WatchedAsync("namespaces");
        guard.Api.Forbid("namespaces");
        guard.Api.CloseWatches("namespaces");

        var refused = await guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true", @namespace: "new")));
        var admitted = await guard.AllowsAsync(Ask.Create(Given.Pod(@namespace: "new")));

        Assert.All([refused, admitted], answer => Assert.Contains(
            answer.Warnings, warning => warning.Contains("judged without the labels of the namespace", StringComparison.Ordinal)));
        Assert.Contains("EG301", admitted.AuditAnnotations["not-evaluated"], StringComparison.Ordinal);
    }
}
