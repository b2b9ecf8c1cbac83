using System.Collections.Concurrent;
using System.Net;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>
/// More than the memory of the container in deploy/base can hold at once: large reviews of every costly kind, and large bodies that do
/// not come to their end. The process stays below its limit; that a single buffer cannot be had shows in no verdict. Large reviews are refused rightly, have no time
/// left, or are asked to come back (429); ordinary ones are answered rightly all the time. Afterwards everything is judged again.
/// </summary>
[Collection(nameof(Alone))]
public sealed class MemoryLimitTests
{
    private const int LargeCallers = 24;
    private const int RequestBody = 7 * 1024 * 1024;

    [Fact]
    public async Task Large_reviews_do_not_exhaust_the_container()
    {
        await using var webhook = await WebhookProcess.StartAsync(ContainerLimit.Environment, "--log-level", "error");
        await using var ordinary = Callers.Refused(webhook, count: 2);

        var answers = await FloodAsync(webhook, TimeSpan.FromSeconds(Length.Of(3, 120)));
        await ordinary.MoreAsync(10);
        Assert.DoesNotContain(answers.Keys, answer => answer.StartsWith("wrong", StringComparison.Ordinal));
        Assert.True(answers.GetValueOrDefault("judged") > 0, "None was judged: " + string.Join(", ", answers));

        await StallAsync(webhook, ordinary);
        await ordinary.EndAsync();
        Assert.Empty(ordinary.Failed);

        await Eventually.IsTrueAsync(
            async () => await AnswerAsync(webhook, LargeReview.All["ports"]) == "judged", "a large review that is judged again");
        await webhook.MetricAsync(value => value == 0, "egressguard_admission_in_flight");
        await webhook.StillServesAsync();

        // After minutes the heap is in pieces, and a buffer of 8 MiB may not be had. No verdict has come of that, as the flood has shown.
        var failed = await webhook.MetricAsync("dotnet_exceptions_total", ("error_type", "OutOfMemoryException"));
        Assert.InRange(failed, 0, Length.Of(0, 50));
        Assert.InRange(webhook.Figures.PeakResident, 0, ContainerLimit.Memory);
    }

    /// <summary>Sends large reviews from many callers at once, and counts the answers.</summary>
    private static async Task<IReadOnlyDictionary<string, int>> FloodAsync(WebhookProcess webhook, TimeSpan time)
    {
        var answers = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var reviews = LargeReview.All.Values.ToArray();
        using var end = new CancellationTokenSource(time);
        await Task.WhenAll(Enumerable.Range(0, LargeCallers).Select(caller => Task.Run(async () =>
        {
            for (var turn = caller; !end.IsCancellationRequested; turn++)
            {
                answers.AddOrUpdate(await AnswerAsync(webhook, reviews[turn % reviews.Length]), 1, (_, count) => count + 1);
                await Task.Delay(50);
            }
        })));
        return answers;
    }

    /// <summary>While large bodies do not come to their end, ordinary reviews are judged and further large ones asked to come back.</summary>
    private static async Task StallAsync(WebhookProcess webhook, Callers ordinary)
    {
        var connections = new List<RawConnection>();
        try
        {
            var part = new string(' ', 1024 * 1024);
            for (var i = 0; i < Length.Of(20, 200); i++)
            {
                connections.Add(await RawConnection.OpenAsync(webhook.AdmissionPort));
                await connections[^1].SendAsync(
                    "POST /validate?timeout=30s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + $"Content-Length: {RequestBody}\r\n\r\n{part}");
            }

            await Eventually.IsTrueAsync(
                async () => await webhook.MetricAsync("egressguard_requests_rejected_total", ("reason", "too_many")) > 0,
                "reviews that are turned away");
            await ordinary.MoreAsync(50);
        }
        finally
        {
            connections.ForEach(connection => connection.Reset());
        }
    }

    private static async Task<string> AnswerAsync(WebhookProcess webhook, byte[] review)
    {
        try
        {
            using var client = webhook.NewClient();
            using var body = new ReadOnlyMemoryContent(review) { Headers = { ContentType = new("application/json") } };
            using var response = await client.PostAsync(new Uri("/validate?timeout=10s", UriKind.Relative), body);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return response.Headers.RetryAfter?.Delta == TimeSpan.FromSeconds(1) ? "come back" : "wrong: no Retry-After";
            }

            var answer = ApiServerContract.Verify(
                AdmissionPhase.Validate,
                Samples.Uid,
                (int)response.StatusCode,
                response.Content.Headers.ContentType?.ToString(),
                await response.Content.ReadAsByteArrayAsync());
            return answer switch
            {
                { Allowed: true } or { Code: 500 } => $"wrong: {answer}",
                { Code: 504 } => "no time",
                _ => "judged",
            };
        }
        catch (HttpRequestException)
        {
            return "cut"; // answered, or given up, before all was sent
        }
    }
}
