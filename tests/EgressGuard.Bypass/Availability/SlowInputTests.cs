using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Bypass.Running;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Deploy;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Bypass.Availability;

/// <summary>Class 21: input that is slow or heavy to judge, until a webhook that fails open is passed by.</summary>
public sealed class SlowInputTests(SharedCluster shared)
{
    [Fact]
    public async Task A_review_that_does_not_come_in_time_is_given_up_and_holds_nobody_else_up()
    {
        await using var slow = await RawConnection.OpenAsync(shared.Guard.Webhook.AdmissionPort);
        await slow.SendAsync(
            "POST /validate?timeout=1s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");

        await shared.Guard.AllowsAsync(Ask.Create(Given.ServiceEntry()));

        Assert.Equal(408, (await slow.ReceiveAsync()).Status);
    }

    [Fact]
    public Task An_object_of_many_thousand_hosts_has_its_verdict() => shared.Guard.RefusesAsync("EG108", Ask.Create(Given.ServiceEntry().With(item =>
    {
        var hosts = item["spec"]!["hosts"]!.AsArray();
        for (var i = 0; i < 5_000; i++)
        {
            hosts.Add((JsonNode)$"h{i}.evil.org");
        }
    })));

    [Fact]
    public async Task An_object_that_keeps_one_rule_busy_for_minutes_is_refused_when_the_time_is_over()
    {
        // A rule that compares each host with every other took more than a minute for these, whatever the API server granted.
        var entry = Given.ServiceEntry().With(item => item["spec"]!["hosts"] = new JsonArray(
            [.. Enumerable.Range(0, 100_000).Select(i => (JsonNode)$"h{i}.example.com")]));

        using var response = await shared.Guard.Webhook.PostAsync("/validate?timeout=1s", Ask.Create(entry).ToBytes());

        var answer = ApiServerContract.Verify(
            AdmissionPhase.Validate, Ask.Uid, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal((false, 504), (answer.Allowed, answer.Code));
    }

    [Fact]
    public async Task Deep_nesting_is_refused_in_the_answer_and_the_webhook_lives_on()
    {
        var entry = Given.ServiceEntry();
        var deep = entry.ToJsonString().Replace(
            "\"resolution\":", $"\"deep\":{new string('[', 50_000)}{new string(']', 50_000)},\"resolution\":", StringComparison.Ordinal);

        Assert.False((await shared.Guard.ReviewAsync(Ask.Create(entry) with { RawObject = deep })).Allowed);
        await shared.Guard.AllowsAsync(Ask.Create(entry));
    }

    [Fact]
    public async Task More_than_any_API_server_sends_is_a_failed_call()
    {
        var body = Encoding.UTF8.GetBytes(new string(' ', 8 * 1024 * 1024));
        try
        {
            using var response = await shared.Guard.Webhook.PostAsync("/validate", body);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
        catch (HttpRequestException)
        {
            // The connection may be closed before the answer was read; that is a failed call, too.
        }

        await shared.Guard.AllowsAsync(Ask.Create(Given.ServiceEntry()));
    }

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void What_opens_a_way_out_fails_closed(string way)
    {
        Assert.Equal("Fail", Configurations.Webhook(way, "istio")["failurePolicy"]!.GetValue<string>());
        Assert.Equal("Fail", Configurations.Webhook(way, "policy")["failurePolicy"]!.GetValue<string>());
        Assert.All(Configurations.Webhooks(way), webhook => Assert.InRange(webhook["timeoutSeconds"]!.GetValue<int>(), 1, 5));
    }

    [Fact]
    public void Pods_and_the_rest_fail_closed_where_the_operator_says_so()
    {
        var rendered = Chart.Render("webhooks: {pods: {failurePolicy: Fail, timeoutSeconds: 5}, cluster: {failurePolicy: Fail, timeoutSeconds: 5}}");

        Assert.All(
            rendered.The("ValidatingWebhookConfiguration")["webhooks"].Items(),
            webhook => Assert.Equal("Fail", webhook["failurePolicy"]!.GetValue<string>()));
    }
}
