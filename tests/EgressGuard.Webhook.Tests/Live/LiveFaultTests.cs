namespace EgressGuard.Webhook.Tests.Live;

/// <summary>Whatever goes wrong between the webhook and the API server, the state is right afterwards, and metrics say what happened.</summary>
public sealed class LiveFaultTests
{
    private const string Entries = "serviceentries.networking.istio.io";

    [Fact]
    public async Task A_restart_of_the_webhook_finds_everything_again()
    {
        await using var world = await LiveWorld.StartAsync();
        world.PutServiceEntry("before", "before.example.com");
        world.PutPolicy("""{"enforcement":"Warn"}""");
        await world.CountAsync("ServiceEntry", 1);
        world.PutServiceEntry("during", "during.example.com");

        await world.RestartWebhookAsync();

        // Ready means that everything is there, not that it will be.
        Assert.Equal(2, (await world.ScrapeAsync()).Sum("egressguard_snapshot_objects", ("kind", "ServiceEntry")));
        Assert.True((await world.ReviewPodAsync()).Allowed);
    }

    [Fact]
    public async Task After_a_410_everything_is_listed_again()
    {
        await using var world = await StartWithOneEntryAsync();

        world.Cluster.Expire("serviceentries");
        world.PutServiceEntry("second", "second.example.com");
        world.Cluster.Delete("serviceentries", "shop", "first");

        await world.MetricAsync(value => value >= 1, "egressguard_watch_restarts_total", ("resource", Entries), ("reason", "expired"));
        await world.MetricAsync(value => value >= 2, "egressguard_watch_lists_total", ("resource", Entries));
        await HasOnlyAsync(world, "second");
    }

    [Fact]
    public async Task While_the_api_server_hangs_the_last_state_holds_and_afterwards_everything_arrives()
    {
        await using var world = await StartWithOneEntryAsync();

        world.Cluster.Hang();
        world.PutServiceEntry("second", "second.example.com");
        world.Cluster.Delete("serviceentries", "shop", "first");
        var answer = await world.ReviewRivalAsync("first.example.com");
        Assert.Contains("EG106", answer.Message, StringComparison.Ordinal);
        Assert.Contains(answer.Warnings, warning => warning.Contains("the namespace 'payments' is not known yet", StringComparison.Ordinal));

        world.Cluster.Resume();
        await HasOnlyAsync(world, "second");
    }

    [Fact]
    public async Task While_the_api_server_is_away_the_last_state_holds_and_grows_stale_and_afterwards_everything_arrives()
    {
        await using var world = await StartWithOneEntryAsync();

        await world.Cluster.StopAsync();
        world.PutServiceEntry("second", "second.example.com");
        world.Cluster.Delete("serviceentries", "shop", "first");
        await world.MetricAsync(value => value == 1, "egressguard_watch_state", ("resource", Entries), ("state", "broken"));
        await world.MetricAsync(value => value > 0.5, "egressguard_watch_staleness_seconds", ("resource", Entries));
        await world.MetricAsync(value => value >= 1, "egressguard_watch_restarts_total", ("resource", Entries), ("reason", "unreachable"));
        Assert.Equal(1, (await world.ScrapeAsync()).Sum("egressguard_snapshot_objects", ("kind", "ServiceEntry")));
        Assert.Contains("EG106", (await world.ReviewRivalAsync("first.example.com")).Message, StringComparison.Ordinal);
        using var ready = await world.Webhook.Admin.GetAsync(new Uri("/readyz", UriKind.Relative));
        Assert.True(ready.IsSuccessStatusCode);

        await world.Cluster.RestartAsync();
        await HasOnlyAsync(world, "second");
        await world.MetricAsync(value => value == 0, "egressguard_watch_staleness_seconds", ("resource", Entries));
        await world.MetricAsync(value => value == 1, "egressguard_watch_state", ("resource", Entries), ("state", "synced"));
    }

    [Fact]
    public async Task A_definition_that_is_deleted_takes_its_objects_along_and_is_picked_up_when_it_returns()
    {
        await using var world = await StartWithOneEntryAsync();

        world.Cluster.DropCrd("serviceentries");
        await world.MetricAsync(value => value == 1, "egressguard_watch_state", ("resource", Entries), ("state", "absent"));
        await world.CountAsync("ServiceEntry", 0);
        await world.Webhook.WaitForLineAsync(line => line.Contains($"The cluster does not serve {Entries}.", StringComparison.Ordinal));

        world.Cluster.InstallAgain("serviceentries");
        world.PutServiceEntry("second", "second.example.com");
        // It is asked for again after 30 to 60 seconds.
        await EventuallyWithin(TimeSpan.FromSeconds(90), async () => (await world.ScrapeAsync()).Sum("egressguard_snapshot_objects", ("kind", "ServiceEntry")) == 1);
        await HasOnlyAsync(world, "second");
    }

    [Fact]
    public async Task A_permission_that_is_revoked_leaves_the_last_state_and_is_told_loudly()
    {
        await using var world = await StartWithOneEntryAsync();

        world.Cluster.Forbid("serviceentries");
        world.Cluster.CloseWatches("serviceentries");
        await world.MetricAsync(value => value == 1, "egressguard_watch_state", ("resource", Entries), ("state", "forbidden"));
        await world.Webhook.WaitForLineAsync(line => line.Contains($"The guard may not list and watch {Entries}", StringComparison.Ordinal));
        Assert.Contains("EG106", (await world.ReviewRivalAsync("first.example.com")).Message, StringComparison.Ordinal);
        using var ready = await world.Webhook.Admin.GetAsync(new Uri("/readyz", UriKind.Relative));
        Assert.True(ready.IsSuccessStatusCode);
        world.PutServiceEntry("second", "second.example.com");
        world.Cluster.Delete("serviceentries", "shop", "first");

        world.Cluster.Allow("serviceentries");
        await HasOnlyAsync(world, "second");
    }

    private static async Task<LiveWorld> StartWithOneEntryAsync()
    {
        var world = await LiveWorld.StartAsync();
        world.PutServiceEntry("first", "first.example.com");
        await world.CountAsync("ServiceEntry", 1);
        return world;
    }

    /// <summary>Waits until the mesh has this entry and the first one no longer.</summary>
    private static async Task HasOnlyAsync(LiveWorld world, string name)
    {
        world.PutNamespace("payments");
        await Testing.Eventually.IsTrueAsync(
            async () => (await world.ReviewRivalAsync($"{name}.example.com")).Message?.Contains("EG106", StringComparison.Ordinal) ?? false,
            $"the ServiceEntry {name}");
        await Testing.Eventually.IsTrueAsync(
            async () => !((await world.ReviewRivalAsync("first.example.com")).Message?.Contains("EG106", StringComparison.Ordinal) ?? false),
            "the end of the first ServiceEntry");
        await world.CountAsync("ServiceEntry", 1);
    }

    private static async Task EventuallyWithin(TimeSpan patience, Func<Task<bool>> condition)
    {
        using var patienceEnds = new CancellationTokenSource(patience);
        while (!await condition())
        {
            Assert.False(patienceEnds.IsCancellationRequested, $"It did not come about within {patience}.");
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
    }
}
