using System.Diagnostics;

namespace EgressGuard.Testing;

/// <summary>Waits for what comes about on its own.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="what">What is waited for, for the message of a test that fails.</param>
    public static Task IsTrueAsync(Func<bool> condition, string what) => IsTrueAsync(() => Task.FromResult(condition()), what);

    public static Task IsTrueAsync(Func<Task<bool>> condition) => IsTrueAsync(condition, "it");

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, string)"/>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) >= Patience)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s in vain for: {what}.");
            }

            await Task.Delay(25);
        }
    }
}
