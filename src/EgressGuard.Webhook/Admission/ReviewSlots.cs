using System.Threading.RateLimiting;
using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Admission;

/// <summary>
/// Bounds how many reviews are judged at a time, and how many long bodies, of up to 7 MiB, are in memory. Those beyond a bound wait in
/// a short queue, and those beyond that are refused at once, because the API server tries again elsewhere and later (engineering.md
/// section 0, 10). A review of the usual length takes its slot only once it is there: a caller that sends slowly, or nothing, must not
/// keep others from being judged, because a refused call lets the object in under <c>failurePolicy: Ignore</c>.
/// </summary>
internal sealed class ReviewSlots(WebhookOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _judged = LimiterFor(options);
    private readonly ConcurrencyLimiter _long = LimiterFor(options);

    /// <summary>Takes a slot for judging; null when there is none before the deadline. Dispose it to give it back.</summary>
    public ValueTask<IDisposable?> TakeAsync(CancellationToken deadline) => TakeAsync(_judged, deadline);

    /// <summary>Takes a slot for the rest of a long body; null when there is none before the deadline. Dispose it to give it back.</summary>
    public ValueTask<IDisposable?> TakeForLongBodyAsync(CancellationToken deadline) => TakeAsync(_long, deadline);

    /// <inheritdoc/>
    public void Dispose()
    {
        _judged.Dispose();
        _long.Dispose();
    }

    private static async ValueTask<IDisposable?> TakeAsync(ConcurrencyLimiter limiter, CancellationToken deadline)
    {
        try
        {
            var lease = await limiter.AcquireAsync(1, deadline);
            return lease.IsAcquired ? lease : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static ConcurrencyLimiter LimiterFor(WebhookOptions options) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrentReviews,
        QueueLimit = options.MaxConcurrentReviews / 4,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
