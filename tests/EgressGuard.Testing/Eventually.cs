using System.Diagnostics;

namespace EgressGuard.Testing;

/// <summary>Waits for what comes about on its own.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) >= Patience)
            {
                throw new TimeoutException("It did not come about in time.");
            }

            await Task.Delay(25);
        }
    }
}
