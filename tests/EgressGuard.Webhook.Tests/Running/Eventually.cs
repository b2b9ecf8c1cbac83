using System.Diagnostics;

namespace EgressGuard.Webhook.Tests.Running;

/// <summary>Waits for what comes about on its own.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "It did not come about in time.");
            await Task.Delay(25);
        }
    }
}
