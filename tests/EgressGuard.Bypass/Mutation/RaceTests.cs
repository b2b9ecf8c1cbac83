using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.Mutation;

/// <summary>Class 36: two objects at once, each judged against a cluster without the other.</summary>
public sealed class RaceTests
{
    [Fact]
    public async Task Two_that_were_each_admitted_are_reported_together_by_the_audit()
    {
        await using var guard = await GuardedCluster.WithoutWebhookAsync();
        guard.Api.Put(Given.Namespace("payments"));
        await guard.StartWebhookAsync();
        var first = Given.ServiceEntry().With(item => item["metadata"]!["creationTimestamp"] = "2026-01-01T00:00:00Z");
        var second = Given.ServiceEntry(name: "rival", @namespace: "payments")
            .With(item => item["metadata"]!["creationTimestamp"] = "2026-01-01T00:00:01Z");

        await Task.WhenAll(guard.AllowsAsync(Ask.Create(first)), guard.AllowsAsync(Ask.Create(second)));
        guard.Api.Put(first);
        guard.Api.Put(second);

        await guard.ReportedAsync("EG106", "rival");
    }
}
