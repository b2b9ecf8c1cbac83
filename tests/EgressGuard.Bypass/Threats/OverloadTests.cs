using System.Net;
using EgressGuard.Bypass.Running;
using EgressGuard.Testing;

namespace EgressGuard.Bypass.Threats;

/// <summary>Threat 1: the webhook is flooded.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task Reviews_beyond_the_limit_are_asked_to_come_back_and_none_is_let_through()
    {
        await using var webhook = await WebhookProcess.StartAsync("--max-concurrent-reviews", "1");
        var body = Ask.Create(Given.PodWith("hostNetwork: true")).ToBytes();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            using var response = await webhook.PostAsync("/validate?timeout=5s", body);
            return (response.StatusCode, Text: await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }));

        Assert.All(answers, answer => Assert.True(
            answer.StatusCode == HttpStatusCode.TooManyRequests
            || (answer.StatusCode == HttpStatusCode.OK && answer.Text.Contains("\"allowed\":false", StringComparison.Ordinal)),
            $"{answer.StatusCode}: {answer.Text}"));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
    }
}
