using System.Diagnostics;

namespace EgressGuard.EndToEnd.Cluster;

/// <summary>Waits for what comes about on its own, and says what did not.</summary>
internal static class Wait
{
    /// <summary>How long a cluster may take to notice something. Long, because build machines are slow; what works does not wait it out.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>Asks until the answer is yes.</summary>
    /// <param name="what">What is waited for, as the end of "waited in vain for …".</param>
    /// <param name="ask">Gives whether it came about, and what was seen instead.</param>
    /// <param name="patience">How long; <see cref="Patience"/> if null.</param>
    public static async Task ForAsync(string what, Func<Task<(bool IsThere, string Seen)>> ask, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var (isThere, seen) = await ask();
            if (isThere)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) >= limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds:0} s in vain for {what}. Seen last: {seen}");
            }

            await Task.Delay(100);
        }
    }
}
