using System.Text.Json.Nodes;
using EgressGuard.Testing;

namespace EgressGuard.Webhook.Tests.Live;

/// <summary>The audit as the real process does it beside admission.</summary>
public sealed class LiveAuditTests
{
    [Fact]
    public async Task What_is_in_the_cluster_is_reported_and_the_report_follows_it()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        world.PutServiceEntry("first", "first.example.com");
        world.PutPod("legacy-batch-1");
        await world.StartWebhookAsync();

        await ReportedAsync(world, "EG307", "first", "legacy-batch-1");
        await ReportedAsync(world, "EG302", "legacy-batch-1");
        await world.MetricAsync(value => value == 1, "egressguard_audit_leading");
        await world.MetricAsync(value => value >= 1, "egressguard_audit_findings", ("rule", "EG302"), ("action", "deny"));
        await world.MetricAsync(value => value >= 1, "egressguard_audit_rounds_total");

        world.PutServiceEntry("second", "second.example.com");
        await ReportedAsync(world, "EG307", "first", "second", "legacy-batch-1");
        world.Cluster.Delete("serviceentries", "shop", "first");
        await ReportedAsync(world, "EG307", "second", "legacy-batch-1");
        Assert.NotNull(world.Cluster.Find("leases", "default", "egressguard-audit"));
    }

    [Fact]
    public async Task Policies_and_exemptions_get_a_status()
    {
        await using var world = await LiveWorld.StartAsync();
        world.PutPolicy("""{"enforcement":"Warn"}""");
        world.PutPolicy("""{"enforcement":"Sometimes"}""", "another");
        world.PutExemption(DateTimeOffset.UtcNow.AddDays(1));

        await ConditionAsync("egresspolicies", "default", "Ready", "True", "InForce");
        await ConditionAsync("egresspolicies", "another", "Accepted", "False", "Invalid");
        await ConditionAsync("egressexemptions", "legacy-batch", "Active", "True", "InForce");

        Task ConditionAsync(string plural, string name, string type, string status, string reason) => Eventually.IsTrueAsync(
            () => world.Cluster.Find(plural, "", name)?["status"]?["conditions"] is JsonArray conditions && conditions.Any(condition =>
                (string?)condition!["type"] == type && (string?)condition["status"] == status && (string?)condition["reason"] == reason),
            $"{plural} {name}: {type}={status} ({reason}); it is {world.Cluster.Find(plural, "", name)}");
    }

    [Fact]
    public async Task A_refusal_becomes_an_Event_after_the_answer()
    {
        await using var world = await LiveWorld.StartAsync();

        Assert.False((await world.ReviewPodAsync()).Allowed);

        await Eventually.IsTrueAsync(
            () => world.Cluster.Objects("events").Any(item =>
                (string?)item["reason"] == "EgressDenied"
                && (string?)item["regarding"]!["name"] == "legacy-batch-1"
                && ((string?)item["note"])!.Contains("EG302 host-network at /spec/hostNetwork", StringComparison.Ordinal)),
            "an Event EgressDenied for EG302");
        await world.MetricAsync(value => value >= 1, "egressguard_events_total", ("result", "written"));
    }

    /// <summary>Waits until the reports of the namespace name exactly these objects for a rule.</summary>
    private static Task ReportedAsync(LiveWorld world, string rule, params string[] names) => Eventually.IsTrueAsync(
        () => names.Order(StringComparer.Ordinal).SequenceEqual(NamedBy(world, rule)), $"{rule} for {string.Join(", ", names)}");

    private static IEnumerable<string> NamedBy(LiveWorld world, string rule) => world.Cluster.Objects("policyreports")
        .SelectMany(report => report["results"]?.AsArray() ?? [])
        .Where(result => ((string?)result!["rule"])!.Contains(rule, StringComparison.Ordinal))
        .SelectMany(result => result!["resources"]!.AsArray().Select(resource => (string)resource!["name"]!))
        .Order(StringComparer.Ordinal);
}
