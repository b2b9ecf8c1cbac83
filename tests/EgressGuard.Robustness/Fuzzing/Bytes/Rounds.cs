using System.Diagnostics;
using EgressGuard.Testing;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>Many rounds over a few kept-alive connections.</summary>
internal static class Rounds
{
    private const int Connections = 4;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs them, at most for five minutes, and gives how many there were.</summary>
    public static async Task<int> RunAsync(WebhookProcess webhook, int count, Func<HttpClient, int, Task> round)
    {
        var start = Stopwatch.GetTimestamp();
        var (next, done) = (-1, 0);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var client = webhook.NewClient();
            while (Stopwatch.GetElapsedTime(start) < Longest && Interlocked.Increment(ref next) is var mine && mine < count)
            {
                await round(client, mine);
                Interlocked.Increment(ref done);
            }
        })));
        return done;
    }
}
