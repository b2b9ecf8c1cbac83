namespace EgressGuard.Kubernetes.Watching;

/// <summary>
/// How long to wait after a failure: from 0.8 s doubling to 30 s, each drawn out by chance to at most twice that, so that many guards do
/// not come back to a server at once. Two minutes without a failure begin anew.
/// </summary>
internal sealed class Backoff(TimeProvider time, Func<double> chance)
{
    private const double First = 0.8;
    private const double Longest = 30;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    private double _seconds = First;
    private long? _last;

    /// <summary>There was a failure: how long to wait before another try.</summary>
    public TimeSpan Next()
    {
        if (_last is { } last && time.GetElapsedTime(last) >= Forgotten)
        {
            _seconds = First;
        }

        var wait = TimeSpan.FromSeconds(_seconds * (1 + chance()));
        _seconds = Math.Min(_seconds * 2, Longest);
        _last = time.GetTimestamp();
        return wait;
    }
}
