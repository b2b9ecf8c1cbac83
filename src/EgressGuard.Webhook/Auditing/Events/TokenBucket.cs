namespace EgressGuard.Webhook.Auditing.Events;

/// <summary>Lets so many things through a second, and a burst of more after a pause.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private double _tokens = burst;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes a token.</summary>
    /// <returns>Zero when there was one, else how long until there is.</returns>
    public TimeSpan TryTake()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
        _filled = now;
        if (_tokens < 1)
        {
            // Rounded up: a timer that rings a tick too early would only have to be set again.
            return TimeSpan.FromMilliseconds(Math.Ceiling((1 - _tokens) / perSecond * 1000));
        }

        _tokens--;
        return TimeSpan.Zero;
    }
}
