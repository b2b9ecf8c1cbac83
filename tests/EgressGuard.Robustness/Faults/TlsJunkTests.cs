using System.Net.Sockets;
using System.Text;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults;

/// <summary>
/// What is no TLS, or none that is served, on the TLS port. Must hold: nobody gets more than an alert, the connection is closed, others
/// are served meanwhile, descriptors and memory are given back, and the log does not grow with it: a line for each aborted handshake
/// would let everybody who reaches the port fill a disk.
/// </summary>
[Collection(nameof(NetworkFaults))]
public sealed class TlsJunkTests
{
    private const byte Alert = 0x15;

    [Fact]
    public async Task Junk_is_turned_away_without_a_trace()
    {
        await using var tested = await TestedWebhook.StartAsync();
        var hello = await ClientHello.RecordAsync();
        var random = new Random(Length.Seed);
        var noise = new byte[20_000];
        random.NextBytes(noise);
        byte[][] junk =
        [
            noise, [.. hello[..5], .. noise], hello[..(hello.Length / 2)], [.. hello, .. hello], [.. hello, .. noise], Spoilt(hello, random), ClientHello.Tls10, ClientHello.Tls11,
            Encoding.ASCII.GetBytes("GET /validate HTTP/1.1\r\nHost: localhost\r\n\r\n"), "SSH-2.0-x\r\n"u8.ToArray(), [0x16, 0x03, 0x01, 0xFF, 0xFF, .. noise], new byte[100_000], [],
        ];

        var attack = Attackers.ManyAsync(junk.Length * Length.Of(10, 300), async i =>
        {
            var sent = await SendAsync(tested.Webhook, junk[i % junk.Length]);
            var isHello = junk[i % junk.Length].AsSpan().StartsWith(hello);
            Assert.True(sent.Length == 0 || sent[0] == Alert || isHello, $"Junk {i % junk.Length} was answered with {Convert.ToHexString(sent)}.");
            return i;
        });
        await Meanwhile.OthersAreServedAsync(tested.Webhook, attack);
        await tested.IsUnharmedAsync();
        Assert.True(tested.Log.Count(line => !line.Contains("\"uid\"", StringComparison.OrdinalIgnoreCase)) <= 5, string.Join('\n', tested.Log));
    }

    [Fact]
    public async Task Thousands_of_aborted_handshakes_and_connections_leave_nothing()
    {
        await using var tested = await TestedWebhook.StartAsync();
        var hello = await ClientHello.RecordAsync();

        var attack = Attackers.ManyAsync(Length.Of(1_200, 30_000), async i =>
        {
            if (i % 6 == 0)
            {
                var connection = await RawConnection.OpenAsync(tested.Webhook.AdmissionPort);
                connection.Reset();
                await connection.DisposeAsync();
                return i;
            }

            using var tcp = await Attackers.DialAsync(tested.Webhook);
            await tcp.GetStream().WriteAsync(hello);
            if (i % 2 == 0)
            {
                // The server has answered and waits for the rest.
                await tcp.GetStream().ReadExactlyAsync(new byte[5]);
            }

            tcp.LingerState = new LingerOption(true, 0);
            return i;
        });
        await Meanwhile.OthersAreServedAsync(tested.Webhook, attack);
        await tested.IsUnharmedAsync();
        Assert.True(tested.Log.Count(line => !line.Contains("\"uid\"", StringComparison.OrdinalIgnoreCase)) <= 5, string.Join('\n', tested.Log));
    }

    private static byte[] Spoilt(byte[] hello, Random random)
    {
        var bytes = hello.ToArray();
        for (var i = 0; i < 20; i++)
        {
            bytes[random.Next(9, bytes.Length)] ^= (byte)random.Next(1, 256);
        }

        return bytes;
    }

    private static async Task<byte[]> SendAsync(WebhookProcess webhook, byte[] junk)
    {
        using var tcp = await Attackers.DialAsync(webhook);
        var closed = tcp.GetStream().UntilClosedAsync(TimeSpan.FromSeconds(40));
        try
        {
            await tcp.GetStream().WriteAsync(junk);
            tcp.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // It was closed before all of it was sent.
        }

        return await closed;
    }
}
