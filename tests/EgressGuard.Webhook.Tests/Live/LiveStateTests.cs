using System.Net;
using EgressGuard.Testing;

namespace EgressGuard.Webhook.Tests.Live;

/// <summary>The webhook judges by what the cluster has, as it changes.</summary>
public sealed class LiveStateTests
{
    [Fact]
    public async Task It_is_ready_once_every_kind_was_read_and_turns_callers_away_until_then()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        world.Cluster.Forbid("serviceentries");
        await world.StartUnreadyWebhookAsync();

        await world.Webhook.WaitForLineAsync(line => line.Contains(
            "The guard may not list and watch serviceentries.networking.istio.io, and judges nothing well without them", StringComparison.Ordinal));
        using var unready = await world.Webhook.Admin.GetAsync(new Uri("/readyz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Contains("It may not list and watch serviceentries.networking.istio.io", await unready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var turnedAway = await world.Webhook.PostAsync("/validate", System.Text.Encoding.UTF8.GetBytes(Running.Samples.OpenServiceEntry));
        Assert.Equal(HttpStatusCode.TooManyRequests, turnedAway.StatusCode);
        Assert.Equal("EgressGuard has not read the cluster yet. Try again.", (await turnedAway.Content.ReadAsStringAsync()).Trim());
        await world.MetricAsync(value => value == 1, "egressguard_watch_state", ("resource", "serviceentries.networking.istio.io"), ("state", "forbidden"));
        await world.MetricAsync(value => value >= 1, "egressguard_requests_rejected_total", ("reason", "not_ready"));

        world.Cluster.Allow("serviceentries");
        await world.Webhook.ReadyAsync();
        Assert.False((await world.ReviewPodAsync()).Allowed);
    }

    [Fact]
    public async Task A_change_of_the_mesh_counts_within_moments()
    {
        await using var world = await LiveWorld.StartAsync();
        Assert.DoesNotContain("EG106", (await world.ReviewRivalAsync("api.example.com")).Message ?? "", StringComparison.Ordinal);

        world.PutServiceEntry("api", "api.example.com");
        await Eventually.IsTrueAsync(
            async () => (await world.ReviewRivalAsync("api.example.com")).Message?.Contains("EG106", StringComparison.Ordinal) ?? false, "EG106");

        world.Cluster.Delete("serviceentries", "shop", "api");
        await Eventually.IsTrueAsync(
            async () => !((await world.ReviewRivalAsync("api.example.com")).Message?.Contains("EG106", StringComparison.Ordinal) ?? false), "no EG106");
    }

    [Fact]
    public async Task A_policy_counts_within_moments_an_invalid_one_never_and_without_one_the_built_in_one_holds()
    {
        await using var world = await LiveWorld.StartAsync();
        Assert.False((await world.ReviewPodAsync()).Allowed);

        world.PutPolicy("""{"enforcement":"Warn"}""");
        await AllowedAsync(true);
        await world.MetricAsync(value => value == 1, "egressguard_policy_reloads_total", ("result", "success"));
        var inForce = Assert.Single((await world.ScrapeAsync()).Find("egressguard_policy_info")!.Samples);
        Assert.Equal("default", inForce.Labels["name"]);
        Assert.Matches("^[0-9a-f]{12}$", inForce.Labels["hash"]);

        world.PutPolicy("""{"enforcement":"Sometimes"}""");
        await world.Webhook.WaitForLineAsync(line => line.Contains("EgressPolicy 'default' is invalid. /spec/enforcement: ", StringComparison.Ordinal));
        await world.Webhook.WaitForLineAsync(line => line.Contains("The last good policy, 'default', stays in force", StringComparison.Ordinal));
        await world.MetricAsync(value => value == 1, "egressguard_policy_reloads_total", ("result", "failure"));
        Assert.True((await world.ReviewPodAsync()).Allowed);

        world.PutPolicy("""{"enforcement":"Deny"}""", "another");
        await world.Webhook.WaitForLineAsync(line => line.Contains(
            "EgressPolicy 'another' is not in force: the policy of a cluster is called 'default'.", StringComparison.Ordinal));
        Assert.True((await world.ReviewPodAsync()).Allowed);

        world.Cluster.Delete("egresspolicies", "", "default");
        await AllowedAsync(false);
        Assert.Equal("built-in", Assert.Single((await world.ScrapeAsync()).Find("egressguard_policy_info")!.Samples).Labels["hash"]);

        // Deleted and written again, it is as invalid as before, and is told again.
        world.PutPolicy("""{"enforcement":"Sometimes"}""");
        await world.MetricAsync(value => value == 2, "egressguard_policy_reloads_total", ("result", "failure"));

        Task AllowedAsync(bool allowed) =>
            Eventually.IsTrueAsync(async () => (await world.ReviewPodAsync()).Allowed == allowed, $"the pod's being allowed: {allowed}");
    }

    [Fact]
    public async Task The_policy_of_a_file_holds_whatever_the_cluster_says()
    {
        using var directory = new Running.TemporaryDirectory();
        var file = directory.Write("policy.yaml", "apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {name: of-the-file}\nspec: {enforcement: Warn}\n");
        await using var world = await LiveWorld.StartAsync("--policy", file);
        world.PutPolicy("""{"enforcement":"Deny"}""");
        world.PutServiceEntry("api", "api.example.com");
        await world.CountAsync("ServiceEntry", 1);

        Assert.True((await world.ReviewPodAsync()).Allowed);
        Assert.Equal("of-the-file", Assert.Single((await world.ScrapeAsync()).Find("egressguard_policy_info")!.Samples).Labels["name"]);
    }

    [Fact]
    public async Task An_exemption_counts_within_moments_until_it_expires_and_then_the_refusal_says_so()
    {
        await using var world = await LiveWorld.StartAsync();
        var expires = DateTimeOffset.UtcNow.AddSeconds(6);
        world.PutExemption(expires);
        await Eventually.IsTrueAsync(async () => (await world.ReviewPodAsync()).Allowed, "the exemption");
        Assert.Equal("EG302/legacy-batch", (await world.ReviewPodAsync()).AuditAnnotations["exempted"]);
        await world.MetricAsync(value => value == 1, "egressguard_exemptions", ("state", "active"));

        await Eventually.IsTrueAsync(async () => !(await world.ReviewPodAsync()).Allowed, "the exemption's end");
        Assert.True(DateTimeOffset.UtcNow >= expires.AddSeconds(-1));
        Assert.Contains("legacy-batch", (await world.ReviewPodAsync()).Message, StringComparison.Ordinal);
        await world.MetricAsync(value => value == 1, "egressguard_exemptions", ("state", "expired"));

        // An invalid one is told, and again when it is written again after it was deleted.
        for (var time = 1; time <= 2; time++)
        {
            world.Cluster.Put("""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressExemption","metadata":{"name":"broken"},"spec":{"rules":7} }""");
            await Eventually.IsTrueAsync(
                () => world.Webhook.Lines.Count(line => line.Contains("EgressExemption 'broken' is invalid", StringComparison.Ordinal)) == time,
                $"line {time} about the invalid exemption");
            world.Cluster.Delete("egressexemptions", "", "broken");
        }
    }

    [Fact]
    public async Task A_namespace_that_was_created_a_moment_ago_is_asked_for()
    {
        await using var world = await LiveWorld.StartAsync();
        await world.Cluster.WatchedAsync("namespaces");
        // The watch of namespaces brings nothing any more, but a single one can still be asked for.
        world.Cluster.Forbid("namespaces");
        world.Cluster.CloseWatches("namespaces");
        await world.MetricAsync(value => value == 1, "egressguard_watch_state", ("resource", "namespaces"), ("state", "forbidden"));
        world.PutPolicy("""{"namespaceSelector":{"matchLabels":{"egress":"guarded"}}}""");

        var blind = await world.ReviewPodAsync("new-team");
        Assert.Contains(blind.Warnings, warning => warning.StartsWith(
            "EgressGuard judged without the labels of the namespace: the namespace 'new-team' is not known yet", StringComparison.Ordinal));

        world.Cluster.Allow("namespaces");
        world.PutNamespace("new-team");
        await Eventually.IsTrueAsync(async () => (await world.ReviewPodAsync("new-team")).Warnings is [], "an answer about the namespace");
    }
}
