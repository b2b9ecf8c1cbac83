namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// Lets one loop sleep until there is something to do or a time has passed. Whoever rings goes on at once: the sleeper never runs on
/// its thread. A ring while nobody sleeps ends the next sleep.
/// </summary>
internal sealed class Alarm(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _sleeper;
    private bool _isRung;

    /// <summary>There is something to do. Safe for any thread.</summary>
    public void Ring()
    {
        lock (_gate)
        {
            _isRung = true;
            _sleeper?.TrySetResult();
        }
    }

    /// <summary>Sleeps until somebody rings, or for this long; null for however long it takes.</summary>
    public async Task SleepAsync(TimeSpan? wait, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var sleeper = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (wait <= TimeSpan.Zero || !TrySleep(sleeper))
        {
            return;
        }

        using var timer = time.CreateTimer(
            state => ((TaskCompletionSource)state!).TrySetResult(), sleeper, wait ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var stopping = stop.Register(() => sleeper.TrySetCanceled(stop));
        try
        {
            await sleeper.Task;
        }
        finally
        {
            lock (_gate)
            {
                (_sleeper, _isRung) = (null, false);
            }
        }
    }

    private bool TrySleep(TaskCompletionSource sleeper)
    {
        lock (_gate)
        {
            if (_isRung)
            {
                _isRung = false;
                return false;
            }

            _sleeper = sleeper;
            return true;
        }
    }
}
