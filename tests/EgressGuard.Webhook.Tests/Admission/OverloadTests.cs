using System.Net;
using System.Text;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Admission;

/// <summary>More reviews than there are slots.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task The_API_server_is_asked_to_come_back()
    {
        await using var webhook = await WebhookProcess.StartAsync("--max-concurrent-reviews", "1");
        var review = Encoding.UTF8.GetBytes(Samples.OpenServiceEntry);
        var longReview = Encoding.UTF8.GetBytes(new string(' ', 100_000) + Samples.OpenServiceEntry);
        var part = new string(' ', 80_000);
        var stalled = new List<RawConnection>();
        HttpResponseMessage? refused = null;
        await Eventually.IsTrueAsync(async () =>
        {
            // A long body that never ends takes the only slot for such bodies, unless the review below was quicker.
            stalled.Add(await RawConnection.OpenAsync(webhook.AdmissionPort));
            await stalled[^1].SendAsync(
                "POST /validate?timeout=5s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n\r\n" + part);
            await Task.Delay(200);
            refused?.Dispose();
            refused = await webhook.PostAsync("/validate", longReview);
            return refused.StatusCode != HttpStatusCode.OK;
        });

        Assert.Equal(HttpStatusCode.TooManyRequests, refused!.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("EgressGuard has more reviews than it can judge at a time. Try again.\n", await refused.Content.ReadAsStringAsync());
        refused.Dispose();

        // A review of the usual length is judged all the same, and so it is while others that never end have begun.
        for (var i = 0; i < 5; i++)
        {
            stalled.Add(await RawConnection.OpenAsync(webhook.AdmissionPort));
            await stalled[^1].SendAsync(
                "POST /validate?timeout=5s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        }

        using var judged = await webhook.PostAsync("/validate", review);
        Assert.Equal(HttpStatusCode.OK, judged.StatusCode);

        // Probes have no part in it, and the slot comes back with the end of whoever held it.
        using var alive = await webhook.Admin.GetAsync(new Uri("/healthz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        foreach (var connection in stalled)
        {
            await connection.DisposeAsync();
        }

        await Eventually.IsTrueAsync(async () =>
        {
            using var response = await webhook.PostAsync("/validate", longReview);
            return response.StatusCode == HttpStatusCode.OK;
        });
    }
}
