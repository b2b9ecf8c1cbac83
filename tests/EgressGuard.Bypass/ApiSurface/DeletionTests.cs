using System.Text.Json.Nodes;
using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 4: an object that is being deleted, which finalizers keep alive.</summary>
public sealed class DeletionTests(SharedCluster shared)
{
    private static JsonObject Going => Given.ServiceEntry().With(item =>
    {
        item["metadata"]!["deletionTimestamp"] = "2026-11-21T12:00:00Z";
        item["metadata"]!["finalizers"] = new JsonArray("example.com/keep");
    });

    [Fact]
    public Task It_is_in_force_until_it_is_gone_and_its_changes_are_judged() =>
        shared.Guard.RefusesAsync("EG103", Ask.Update(Going, item => item["spec"]!["resolution"] = "NONE"));

    [Fact]
    public Task It_may_be_created_as_little_as_any_other() =>
        shared.Guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true").With(pod =>
            pod["metadata"]!["deletionTimestamp"] = "2026-11-21T12:00:00Z")));

    [Fact]
    public Task Its_finalizers_can_be_taken_off_although_it_would_be_refused_today() => shared.Guard.AllowsAsync(Ask.Update(
        Going.With(item => item["spec"]!["resolution"] = "NONE"), item => item["metadata"]!["finalizers"] = new JsonArray()));
}
