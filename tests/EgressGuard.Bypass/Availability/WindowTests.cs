using System.Net;
using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.Availability;

/// <summary>Classes 22 and 23: the time before the guard knows its cluster, and after it lost touch.</summary>
public sealed class WindowTests
{
    [Fact]
    public async Task Until_the_cluster_was_read_callers_are_turned_away_and_none_is_let_through()
    {
        await using var guard = await GuardedCluster.WithoutWebhookAsync();
        guard.Api.Forbid("virtualservices");
        await guard.StartUnreadyWebhookAsync();

        using var ready = await guard.Webhook.Admin.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        using var review = await guard.Webhook.PostAsync("/validate", Ask.Create(Given.Pod()).ToBytes());
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests), (ready.StatusCode, review.StatusCode));

        guard.Api.Allow("virtualservices");
        await guard.Webhook.ReadyAsync();
        await guard.AllowsAsync(Ask.Create(Given.Pod()));
    }

    [Fact]
    public async Task While_the_API_server_is_away_the_last_state_holds()
    {
        await using var guard = await GuardedCluster.WithoutWebhookAsync();
        guard.Api.Put(Given.Namespace("payments"));
        guard.Api.Put(Given.ServiceEntry());
        await guard.StartWebhookAsync();
        var rival = Ask.Create(Given.ServiceEntry(name: "rival", @namespace: "payments"));
        await guard.RefusesAsync("EG106", rival);

        await guard.Api.StopAsync();

        await guard.RefusesAsync("EG106", rival);
        await guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true")));
    }

    [Fact]
    public async Task At_its_end_the_guard_takes_nothing_away_that_keeps_the_door_shut()
    {
        await using var guard = await GuardedCluster.StartAsync();
        guard.Api.ClearRequests();

        await guard.Webhook.SignalAsync("TERM");
        Assert.Equal(0, await guard.Webhook.WaitForExitAsync());

        Assert.DoesNotContain(guard.Api.Requests, request => request.Method == "DELETE");
    }

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void A_replica_gets_no_reviews_before_it_is_ready_and_one_always_stays(string way)
    {
        var deployment = Configurations.Objects(way).Single(item => item["kind"]!.GetValue<string>() == "Deployment");
        var container = deployment["spec"]!["template"]!["spec"]!["containers"]![0]!;

        Assert.Equal("/readyz", container["readinessProbe"]!["httpGet"]!["path"]!.GetValue<string>());
        Assert.Equal("0", deployment["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"]!.ToString());
        Assert.Contains(Configurations.Objects(way), item => item["kind"]!.GetValue<string>() == "PodDisruptionBudget");
    }
}
