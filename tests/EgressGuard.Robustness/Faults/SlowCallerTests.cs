using System.Diagnostics;
using System.Text;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults;

/// <summary>
/// Callers that begin and do not come to an end: not even with the handshake, with headers byte by byte, with a body byte by byte. Must
/// hold: each is cut off when its time is over and not before (10 s for the handshake, 15 s for the headers, the time of the review for
/// its body, which is refused in the answer because its uid was there); reviews of others are answered right meanwhile; nothing is left.
/// </summary>
public sealed class SlowCallerTests
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(30);

    private static readonly byte[] HalfHello = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03];

    private static string Head(int timeout) =>
        $"POST /validate?timeout={timeout}s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Samples.OpenServiceEntry.Length}\r\n";

    [Fact]
    public async Task Slow_callers_are_cut_off_in_time_and_hold_nobody_up()
    {
        await using var tested = await TestedWebhook.StartAsync();

        var attack = Attackers.ManyAsync(Length.Of(30, 400), async i =>
        {
            await Task.WhenAll(
                NoHandshakeAsync(tested.Webhook, i % 2 == 0 ? [] : HalfHello),
                DripAsync(tested.Webhook, "", Head(10), TimeSpan.FromSeconds(15), status: 408),
                DripAsync(tested.Webhook, Head(3) + "\r\n" + Samples.OpenServiceEntry[..200], Samples.OpenServiceEntry[200..], TimeSpan.FromSeconds(2.5), status: 200),
                DripAsync(tested.Webhook, Head(30) + "\r\n", Samples.OpenServiceEntry, TimeSpan.FromSeconds(5), status: 408));
            return i;
        });
        Assert.True(await Meanwhile.OthersAreServedAsync(tested.Webhook, attack) > 20);
        await tested.IsUnharmedAsync();
    }

    private static async Task NoHandshakeAsync(WebhookProcess webhook, byte[] start)
    {
        using var tcp = await Attackers.DialAsync(webhook);
        var began = Stopwatch.GetTimestamp();
        await tcp.GetStream().WriteAsync(start);
        await tcp.GetStream().UntilClosedAsync(TimeSpan.FromSeconds(10) + Busy);
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(8), "A caller whose handshake is slow was cut off too early.");
    }

    /// <summary>Sends the start at once and the rest byte by byte, and fails unless it is answered and cut off in time.</summary>
    private static async Task DripAsync(WebhookProcess webhook, string start, string rest, TimeSpan time, int status)
    {
        await using var connection = await RawConnection.OpenAsync(webhook.AdmissionPort);
        var began = Stopwatch.GetTimestamp();
        await connection.SendAsync(start);
        var closed = connection.Tls.UntilClosedAsync(time + Busy);
        for (var i = 0; i < rest.Length && !closed.IsCompleted; i++)
        {
            try
            {
                await connection.SendAsync(rest[i].ToString());
            }
            catch (IOException)
            {
                break;
            }

            await Task.WhenAny(closed, Task.Delay(500));
        }

        var answer = Encoding.UTF8.GetString(await closed);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.True(status != 200 || answer.Contains("\"allowed\":false,\"status\":{\"status\":\"Failure\",\"code\":504", StringComparison.Ordinal), answer);
        Assert.True(Stopwatch.GetElapsedTime(began) > time - TimeSpan.FromSeconds(1), $"A caller that may take {time.TotalSeconds:0} s was cut off too early: {answer}");
    }
}
