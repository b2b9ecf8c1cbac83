using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Live;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>
/// SIGTERM at the worst of times: while everything changes and the API server hangs, before it is ready, twice, and with slow bodies
/// under way. No request is lost or wrongly answered, the process ends by itself with exit code 0, and never later than its drain and
/// the 20 s after it.
/// </summary>
public sealed class TerminationTests
{
    /// <summary>How much of the sample has its uid.</summary>
    private const int WithUid = 150;

    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(Length.Of(2, 8));

    /// <summary>What requests under way are given after the drain, and what a busy machine needs.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(22);

    private static string[] DrainArguments => ["--drain-seconds", $"{Drain.TotalSeconds:0}", "--log-level", "warning"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [SuppressMessage("Reliability", "CA2025:Ensure tasks using 'IDisposable' instances complete", Justification = "It is waited for.")]
    public async Task Under_load_and_changes_no_review_is_lost_even_if_the_API_server_hangs(bool hangs)
    {
        using var volume = new TemporaryDirectory();
        Mount(volume, 0);
        await using var world = await LiveWorld.StartAsync(
            [.. DrainArguments, "--certificate", volume.File("tls.crt"), "--key", volume.File("tls.key")]);
        await using var callers = Callers.Refused(world.Webhook);
        using var end = new CancellationTokenSource();
        var changes = Task.Run(() => ChangeAsync(world, volume, end.Token));
        await callers.MoreAsync(200);
        if (hangs)
        {
            world.Cluster.Hang();
        }

        var start = Stopwatch.GetTimestamp();
        await world.Webhook.SignalAsync("TERM");
        await Eventually.IsTrueAsync(async () => !await world.Webhook.IsReadyAsync(), "an unready webhook");
        await callers.MoreAsync(50);
        await callers.EndAsync(); // as callers are who have heard of it
        var code = await world.Webhook.WaitForExitAsync();
        await end.CancelAsync();
        await changes;
        world.Cluster.Resume();

        Assert.Empty(callers.Failed);
        Assert.Equal(0, code);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Drain + Grace);
    }

    [Fact]
    public async Task While_it_reads_a_cluster_that_does_not_answer_it_ends_as_well()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        world.Cluster.Hang();
        await world.StartUnreadyWebhookAsync("--drain-seconds", "1");

        await world.Webhook.SignalAsync("TERM");

        Assert.Equal(0, await world.Webhook.WaitForExitAsync());
        Assert.DoesNotContain(world.Webhook.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    /// <summary>Before its handlers are there the signal ends a process with 128 + 15, as it does any other; nothing hangs or crashes.</summary>
    [Fact]
    public async Task At_any_moment_of_the_start_it_ends_cleanly()
    {
        var delays = Enumerable.Range(0, Length.Of(3, 40)).Select(step => TimeSpan.FromMilliseconds(step * Length.Of(350, 50)));
        foreach (var delay in delays)
        {
            await using var webhook = WebhookProcess.Launch("--drain-seconds", "0");
            await Task.Delay(delay);

            await webhook.SignalAsync("TERM");

            var code = await webhook.WaitForExitAsync();
            Assert.True(code is 0 or 143, $"{delay}: exit code {code}\n{string.Join('\n', webhook.Lines)}");
            Assert.DoesNotContain(webhook.Lines, line => line.Contains("Unhandled exception", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_second_signal_ends_the_wait_but_not_what_is_under_way()
    {
        await using var webhook = await WebhookProcess.StartAsync("--drain-seconds", "60");
        await using var whole = await BeginAsync(webhook, "10s", 1);
        await using var never = await BeginAsync(webhook, "2s", 2);

        await webhook.SignalAsync("TERM");
        await webhook.WaitForLineAsync(line => line.Contains("serving for another 60 s", StringComparison.Ordinal));
        await webhook.SignalAsync("TERM");
        await whole.SendAsync(Samples.OpenServiceEntry[WithUid..]);

        Assert.Equal(403, (await whole.ReceiveAsync()).AsReview().Code);
        Assert.False((await never.ReceiveAsync()).AsReview().Allowed);
        Assert.Equal(0, await webhook.WaitForExitAsync());
    }

    /// <summary>Sends as much of a review as has its uid, and waits until that has arrived.</summary>
    private static async Task<RawConnection> BeginAsync(WebhookProcess webhook, string timeout, int underWay)
    {
        var connection = await RawConnection.OpenAsync(webhook.AdmissionPort);
        await connection.SendAsync(
            $"POST /validate?timeout={timeout} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(Samples.OpenServiceEntry)}\r\n\r\n{Samples.OpenServiceEntry[..WithUid]}");
        await webhook.MetricAsync(value => value >= underWay, "egressguard_admission_in_flight");
        return connection;
    }

    /// <summary>Changes the certificate, the mesh and the policy: every one of these policies refuses what the callers send.</summary>
    private static async Task ChangeAsync(LiveWorld world, TemporaryDirectory volume, CancellationToken end)
    {
        for (var round = 1; !end.IsCancellationRequested; round++)
        {
            world.PutServiceEntry("changing", $"round-{round}.example.com");
            world.PutPolicy($$"""{"exemptions":{"maxLifetime":"{{(round % 50) + 1}}d"} }""");
            if (round % 10 == 0)
            {
                Mount(volume, round);
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    private static void Mount(TemporaryDirectory volume, int round)
    {
        var certificate = TestCertificate.Create();
        volume.Mount($"generation_{round}", ("tls.crt", certificate.Chain), ("tls.key", certificate.Key));
    }
}
