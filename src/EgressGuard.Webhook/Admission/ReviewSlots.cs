using System.Threading.RateLimiting;
using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Admission;

/// <summary>
/// Bounds how many reviews are in memory at a time: each may hold 7 MiB. Those beyond the bound wait in a short queue, and those beyond
/// that are refused at once, because the API server tries again elsewhere and later (engineering.md section 0, 10).
/// </summary>
internal sealed class ReviewSlots(WebhookOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrentReviews,
        QueueLimit = options.MaxConcurrentReviews / 4,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Takes a slot; null when there is none before the deadline. Dispose it to give it back.</summary>
    public async ValueTask<IDisposable?> TakeAsync(CancellationToken deadline)
    {
        try
        {
            var lease = await _limiter.AcquireAsync(1, deadline);
            return lease.IsAcquired ? lease : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
