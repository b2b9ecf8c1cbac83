using System.Net.Sockets;
using System.Security.Authentication;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults;

/// <summary>
/// Thousands of connections that do nothing: bare TCP, after the handshake, after half a request line. Must hold: reviews of others go
/// on being answered right on connections of their own, and on one that is kept alive; beyond 2,000 connections those that never asked
/// anything are cut, the oldest first, so that memory stays bounded; when all are closed, descriptors are given back. In the long
/// version the webhook itself closes them, at the latest after the 130 s of an idle connection.
/// </summary>
[Collection(nameof(NetworkFaults))]
public sealed class IdleConnectionTests
{
    private const int Limit = 2_000;

    /// <summary>130 s for an idle connection, and a machine that is busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Thousands_of_idle_connections_keep_nobody_from_being_served()
    {
        await using var tested = await TestedWebhook.StartAsync();
        var before = Figures.Of(tested.Webhook);
        var count = Attackers.Affordable(tested.Webhook, Length.Of(2_400, 10_000));
        await using var apiServer = await RawConnection.OpenAsync(tested.Webhook.AdmissionPort);
        await Meanwhile.ReviewAsync(apiServer);

        var opening = Attackers.ManyAsync(count, i => OpenAsync(tested, i % Length.Of(12, 3)));
        await Meanwhile.OthersAreServedAsync(tested.Webhook, opening);
        var idle = await opening;
        await Meanwhile.ReviewAsync(apiServer);
        var full = Figures.Of(tested.Webhook);
        TestContext.Current.SendDiagnosticMessage($"Before: {before}. With {count} idle connections: {full}");
        Assert.InRange(full.Files, 0, before.Files + Limit + 50);
        Assert.True(full.Memory < before.Memory + 250, $"{before} before, {full} with {count} idle connections");
        Assert.Equal(count > Limit ? 1 : 0, tested.Log.Count(line => line.Contains("More than 2000 connections", StringComparison.Ordinal)));

        if (Length.IsLong)
        {
            await Meanwhile.OthersAreServedAsync(tested.Webhook, Task.WhenAll(idle.Select(one => one.Stream.UntilClosedAsync(Patience))));
        }

        await Meanwhile.OthersAreServedAsync(tested.Webhook, Attackers.ManyAsync(count, async i =>
        {
            await idle[i].CloseAsync();
            return i;
        }));
        await tested.IsUnharmedAsync(mebibytes: 250);
    }

    private static async Task<Idle> OpenAsync(TestedWebhook tested, int sort)
    {
        try
        {
            if (sort > 1)
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
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // It was cut for a newer one.
            return new Idle(Stream.Null, null);
        }
    }

    private sealed record Idle(Stream Stream, object? Owner)
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
