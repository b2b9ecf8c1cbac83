using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults;

/// <summary>Another caller, who sends one review after the other, each on a connection of its own, while something goes on.</summary>
internal static class Meanwhile
{
    /// <summary>A review, and the right answer to it.</summary>
    public static async Task ReviewAsync(RawConnection connection)
    {
        await connection.SendAsync(
            "POST /validate?timeout=10s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Samples.OpenServiceEntry.Length}\r\n\r\n{Samples.OpenServiceEntry}");
        Assert.Equal(403, (await connection.ReceiveAsync()).AsReview().Code);
    }

    /// <summary>Fails when one of them has no answer or a wrong one. Gives how many there were.</summary>
    public static async Task<int> OthersAreServedAsync(WebhookProcess webhook, Task attack)
    {
        var count = 0;
        do
        {
            await using (var connection = await RawConnection.OpenAsync(webhook.AdmissionPort))
            {
                await ReviewAsync(connection);
            }

            count++;
            await Task.WhenAny(attack, Task.Delay(100));
        }
        while (!attack.IsCompleted);
        await attack;
        return count;
    }
}
