using System.Net.Sockets;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults;

/// <summary>
/// Thousands of connections that do nothing: bare TCP, after the handshake, after half a request line. Must hold: reviews of others go
/// on being answered right on connections of their own; when all are closed, descriptors and memory are given back. In the long version
/// the webhook itself closes them, at the latest after the 130 s of an idle connection.
/// </summary>
[Collection(nameof(NetworkFaults))]
public sealed class IdleConnectionTests
{
    /// <summary>130 s for an idle connection, and a machine that is busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Thousands_of_idle_connections_keep_nobody_from_being_served()
    {
        await using var tested = await TestedWebhook.StartAsync();
        var count = Attackers.Affordable(tested.Webhook, Length.Of(1_000, 10_000));

        var opening = Attackers.ManyAsync(count, i => OpenAsync(tested, i % 3));
        await Meanwhile.OthersAreServedAsync(tested.Webhook, opening);
        var idle = await opening;
        var full = Figures.Of(tested.Webhook);
        TestContext.Current.SendDiagnosticMessage($"With {count} idle connections: {full}");
        Assert.True(full.Memory < 512, $"{full}: more than the memory limit of deploy/ with {count} idle connections");

        if (Length.IsLong)
        {
            await Meanwhile.OthersAreServedAsync(tested.Webhook, Task.WhenAll(idle.Select(one => one.Stream.UntilClosedAsync(Patience))));
        }

        await Meanwhile.OthersAreServedAsync(tested.Webhook, Attackers.ManyAsync(count, async i =>
        {
            await idle[i].CloseAsync();
            return i;
        }));
        await tested.IsUnharmedAsync(Length.Of(100, 300));
    }

    private static async Task<Idle> OpenAsync(TestedWebhook tested, int sort)
    {
        if (sort == 0)
        {
            var bare = await Attackers.DialAsync(tested.Webhook);
            return new Idle(bare.GetStream(), bare);
        }

        var connection = await RawConnection.OpenAsync(tested.Webhook.AdmissionPort);
        if (sort == 1)
        {
            await connection.SendAsync("POST /valid");
        }

        return new Idle(connection.Tls, connection);
    }

    private sealed record Idle(Stream Stream, object Owner)
    {
        public async Task CloseAsync()
        {
            switch (Owner)
            {
                case TcpClient bare:
                    bare.Dispose();
                    break;
                case RawConnection connection:
                    connection.Reset();
                    await connection.DisposeAsync();
                    break;
            }
        }
    }
}
