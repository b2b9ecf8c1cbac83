namespace EgressGuard.Webhook.Admission;

/// <summary>
/// The moment by which an answer must be under way. The API server says how long it waits in <c>?timeout=</c>; half a second of it is
/// kept for the way back. It covers the wait for a slot, the body and the judgement.
/// </summary>
internal sealed class ReviewDeadline : IDisposable
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WayBack = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _source;

    private ReviewDeadline(TimeSpan rest, CancellationToken aborted)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _source.CancelAfter(rest);
    }

    /// <summary>Cancelled at the deadline, or when the caller is gone.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Starts the clock for a request.</summary>
    public static ReviewDeadline Start(HttpContext http) => new(TimeFor(http.Request.Query["timeout"]), http.RequestAborted);

    /// <summary>The time for an answer to a caller that waits as long as <paramref name="timeout"/> says.</summary>
    public static TimeSpan TimeFor(string? timeout)
    {
        var patience = GoDuration.TryParse(timeout, out var said) && said > TimeSpan.Zero ? said : Default;
        return TimeSpan.FromTicks(Math.Clamp(patience.Ticks, Shortest.Ticks, Longest.Ticks)) - WayBack;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
