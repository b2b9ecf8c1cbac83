namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// Works in short slices and rests for three times as long between them, so that the audit never takes more than a quarter of one
/// processor from admission.
/// </summary>
internal sealed class AuditPace(TimeProvider time)
{
    private static readonly TimeSpan LongestSlice = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(1);
    private const int MostInSlice = 100;
    private const int RestFactor = 3;

    /// <summary>Does step after step until there is none left.</summary>
    /// <param name="step">One short piece of work; false when there is none.</param>
    /// <param name="stop">Ends it at the next rest.</param>
    public async Task WorkAsync(Func<bool> step, CancellationToken stop)
    {
        var isDone = false;
        while (!isDone)
        {
            var (start, steps) = (time.GetTimestamp(), 0);
            while (steps < MostInSlice && time.GetElapsedTime(start) < LongestSlice && !(isDone = !step()))
            {
                steps++;
            }

            if (steps > 0)
            {
                var rest = time.GetElapsedTime(start) * RestFactor;
                await Task.Delay(rest > ShortestRest ? rest : ShortestRest, time, stop);
            }
        }
    }
}
