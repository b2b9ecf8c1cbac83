using System.Net;
using System.Text;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Admission;

/// <summary>More reviews than there are slots.</summary>
public sealed class OverloadTests
{
    [Fact]
    public async Task The_API_server_is_asked_to_come_back()
    {
        await using var webhook = await WebhookProcess.StartAsync("--max-concurrent-reviews", "1");
        await using var stalled = await RawConnection.OpenAsync(webhook.AdmissionPort);
        await stalled.SendAsync("POST /validate?timeout=3s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        var review = Encoding.UTF8.GetBytes(Samples.OpenServiceEntry);

        // The stalled body takes the only slot a moment after its head was sent.
        HttpResponseMessage? refused = null;
        await Eventually.IsTrueAsync(async () =>
        {
            refused?.Dispose();
            refused = await webhook.PostAsync("/validate", review);
            return refused.StatusCode != HttpStatusCode.OK;
        });

        Assert.Equal(HttpStatusCode.TooManyRequests, refused!.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("EgressGuard has more reviews than it can judge at a time. Try again.\n", await refused.Content.ReadAsStringAsync());
        refused.Dispose();

        // Probes have no part in it, and the slot comes back when the stalled body's time is over.
        using var alive = await webhook.Admin.GetAsync(new Uri("/healthz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Equal(408, (await stalled.ReceiveAsync()).Status);
        await webhook.StillServesAsync();
    }
}
