using Microsoft.Extensions.ObjectPool;

namespace EgressGuard.Webhook.Admission;

/// <summary>
/// The moment by which an answer must be under way. The API server says how long it waits in <c>?timeout=</c>; half a second of it is
/// kept for the way back. It covers the wait for a slot, the body and the judgement. Clocks are used again: its token must not outlive it.
/// </summary>
internal sealed class ReviewDeadline : IDisposable
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WayBack = TimeSpan.FromMilliseconds(500);

    private static readonly ObjectPool<ReviewDeadline> Unused =
        new DefaultObjectPool<ReviewDeadline>(new DefaultPooledObjectPolicy<ReviewDeadline>(), maximumRetained: 256);

    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _aborted;

    /// <summary>Cancelled at the deadline, or when the caller is gone.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Starts the clock for a request.</summary>
    public static ReviewDeadline Start(HttpContext http)
    {
        var deadline = Unused.Get();
        deadline._source.CancelAfter(TimeFor(SaidBy(http.Request)));
        deadline._aborted = http.RequestAborted.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), deadline._source);
        return deadline;
    }

    /// <summary>The time for an answer to a caller that waits as long as <paramref name="timeout"/> says.</summary>
    public static TimeSpan TimeFor(ReadOnlySpan<char> timeout)
    {
        var patience = GoDuration.TryParse(timeout, out var said) && said > TimeSpan.Zero ? said : Default;
        return TimeSpan.FromTicks(Math.Clamp(patience.Ticks, Shortest.Ticks, Longest.Ticks)) - WayBack;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aborted.Dispose();
        if (_source.TryReset())
        {
            Unused.Return(this);
        }
        else
        {
            _source.Dispose();
        }
    }

    /// <summary>API servers send <c>?timeout=10s</c> and nothing else, which needs no reader of queries.</summary>
    private static ReadOnlySpan<char> SaidBy(HttpRequest request)
    {
        const string Start = "?timeout=";
        var query = request.QueryString.Value.AsSpan();
        return query.StartsWith(Start, StringComparison.Ordinal) && query.IndexOfAny('&', '%', '+') < 0
            ? query[Start.Length..]
            : request.Query["timeout"].ToString();
    }
}
