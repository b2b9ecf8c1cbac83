using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Draining;

/// <summary>The way out: a rollout must not lose a single call.</summary>
public sealed class DrainTests
{
    private static readonly Uri Validate = new("/validate?timeout=10s", UriKind.Relative);
    private static readonly Uri Ready = new("/readyz", UriKind.Relative);

    /// <summary>
    /// Callers send without pause, over connections that they keep, and stop as a cluster makes them: only when a probe has seen the
    /// replica unready. Until then every request, also those sent after the signal, must be answered.
    /// </summary>
    [Fact]
    public async Task SIGTERM_under_load_loses_no_request()
    {
        await using var webhook = await WebhookProcess.StartAsync("--drain-seconds", "5", "--log-level", "warning");
        using var isRemoved = new CancellationTokenSource();
        var (answered, closed, failures) = (0, 0, new ConcurrentQueue<string>());
        var signalled = 0L;
        var answeredAfterSignal = 0;

        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var client = webhook.NewClient();
            while (!isRemoved.IsCancellationRequested)
            {
                try
                {
                    using var body = new StringContent(Samples.OpenServiceEntry, Encoding.UTF8, "application/json");
                    using var response = await client.PostAsync(Validate, body);
                    ApiServerContract.Verify(
                        AdmissionPhase.Validate,
                        Samples.Uid,
                        (int)response.StatusCode,
                        response.Content.Headers.ContentType?.ToString(),
                        await response.Content.ReadAsByteArrayAsync());
                    Interlocked.Increment(ref answered);
                    if (Interlocked.Read(ref signalled) != 0)
                    {
                        Interlocked.Increment(ref answeredAfterSignal);
                    }

                    if (response.Headers.ConnectionClose == true)
                    {
                        Interlocked.Increment(ref closed);
                    }
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception.ToString());
                }
            }
        })).ToArray();
        var probe = Task.Run(async () =>
        {
            while ((await webhook.Admin.GetAsync(Ready)).StatusCode == HttpStatusCode.OK)
            {
                await Task.Delay(100);
            }

            await Task.Delay(1000); // the removal takes its time to reach every API server
            await isRemoved.CancelAsync();
        });

        await Task.Delay(500);
        Interlocked.Exchange(ref signalled, 1);
        await webhook.SignalAsync("TERM");
        await probe;
        await Task.WhenAll(callers);

        Assert.Empty(failures);
        Assert.Equal(0, await webhook.WaitForExitAsync());
        Assert.True(answeredAfterSignal > 100, $"{answeredAfterSignal} of {answered} answers came after the signal.");
        Assert.True(closed > 100, $"{closed} responses asked to close the connection.");
    }

    [Fact]
    public async Task A_request_under_way_when_the_drain_ends_is_answered()
    {
        await using var webhook = await WebhookProcess.StartAsync("--drain-seconds", "0");
        await using var connection = await RawConnection.OpenAsync(webhook.AdmissionPort);
        var length = Encoding.UTF8.GetByteCount(Samples.OpenServiceEntry);
        await connection.SendAsync(
            $"POST /validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{Samples.OpenServiceEntry[..50]}");
        await Task.Delay(200);

        await webhook.SignalAsync("TERM");
        await Task.Delay(500);
        await connection.SendAsync(Samples.OpenServiceEntry[50..]);

        var response = await connection.ReceiveAsync();
        Assert.Equal(403, response.AsReview().Code);
        Assert.Equal("close", response.Headers["Connection"]);
        Assert.Equal(0, await webhook.WaitForExitAsync());
    }

    [Fact]
    public async Task Probes_tell_the_difference_between_draining_and_dead()
    {
        await using var webhook = await WebhookProcess.StartAsync("--drain-seconds", "30");
        await webhook.SignalAsync("TERM");
        await webhook.WaitForLineAsync(line => line.Contains("serving for another 30 s", StringComparison.Ordinal));

        using var ready = await webhook.Admin.GetAsync(Ready);
        using var alive = await webhook.Admin.GetAsync(new Uri("/healthz", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("Not ready. It is stopping.\n", await ready.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        await webhook.StillServesAsync();

        // A second signal is from somebody who means it.
        var start = Stopwatch.GetTimestamp();
        await webhook.SignalAsync("TERM");
        Assert.Equal(0, await webhook.WaitForExitAsync());
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Ctrl_C_does_not_wait()
    {
        await using var webhook = await WebhookProcess.StartAsync("--drain-seconds", "30");
        var start = Stopwatch.GetTimestamp();

        await webhook.SignalAsync("INT");

        Assert.Equal(0, await webhook.WaitForExitAsync());
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }
}
