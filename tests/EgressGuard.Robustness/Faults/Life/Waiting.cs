using System.Diagnostics;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>Waits for what takes longer than most.</summary>
internal static class Waiting
{
    /// <summary>Waits until a condition holds.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="what">What is waited for.</param>
    public static Task ForAsync(TimeSpan patience, Func<Task<bool>> condition, string what) => ForAsync(patience, condition, () => what);

    /// <inheritdoc cref="ForAsync(TimeSpan, Func{Task{bool}}, string)"/>
    public static async Task ForAsync(TimeSpan patience, Func<Task<bool>> condition, Func<string> what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < patience, $"Waited {patience.TotalSeconds:0} s in vain for {what()}.");
            await Task.Delay(25);
        }
    }
}
