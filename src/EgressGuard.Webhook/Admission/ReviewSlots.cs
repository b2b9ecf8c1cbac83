using System.Threading.RateLimiting;
using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Admission;

/// <summary>
/// Bounds how many reviews are judged at a time, and how many long bodies, of up to 7 MiB, are in memory. Those beyond a bound wait in
/// a short queue, and those beyond that are refused at once, because the API server tries again elsewhere and later (engineering.md
/// section 0, 10). A review of the usual length takes its slot only once it is there: a caller that sends slowly, or nothing, must not
/// keep others from being judged, because a refused call lets the object in under <c>failurePolicy: Ignore</c>. Long reviews are
/// bounded by memory, too: a process that is out of memory fails the reviews of everybody.
/// </summary>
internal sealed class ReviewSlots : IDisposable
{
    private const int Mebi = 1024 * 1024;

    /// <summary>The buffer of the longest body.</summary>
    private const int LongestBuffer = 8 * Mebi;

    /// <summary>What a byte of a long review takes while it is judged: a list of short strings, each with findings of its own.</summary>
    private const int CostOfByte = 32;

    private readonly ConcurrencyLimiter _judged;
    private readonly ConcurrencyLimiter _long;
    private readonly ConcurrencyLimiter _memory;
    private readonly int _mostMemory;

    /// <summary>Slots for the memory that this process may use.</summary>
    public ReviewSlots(WebhookOptions options)
        : this(options.MaxConcurrentReviews, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
    {
    }

    /// <summary>Slots.</summary>
    /// <param name="reviews">How many reviews are judged at a time, and how many long ones are read at most.</param>
    /// <param name="memory">The memory of the process: a quarter is for long bodies, a third for judging them.</param>
    internal ReviewSlots(int reviews, long memory)
    {
        _judged = LimiterFor(reviews, reviews / 4);
        _long = LimiterFor((int)Math.Clamp(memory / 4 / LongestBuffer, 1, reviews), reviews / 4);
        _mostMemory = (int)Math.Clamp(memory / 3 / Mebi, 1, Mebi);
        _memory = LimiterFor(_mostMemory, int.MaxValue); // those who wait have a slot for their body, so they are few
    }

    /// <summary>Takes a slot for judging; null when there is none before the deadline. Dispose it to give it back.</summary>
    /// <param name="length">The length of the review.</param>
    /// <param name="deadline">When to give up.</param>
    public ValueTask<IDisposable?> TakeAsync(int length, CancellationToken deadline) =>
        length < RequestBody.UsualLength ? TakeAsync(_judged, 1, deadline) : TakeForLongReviewAsync(length, deadline);

    /// <summary>Takes a slot for the rest of a long body; null when there is none before the deadline. Dispose it to give it back.</summary>
    public ValueTask<IDisposable?> TakeForLongBodyAsync(CancellationToken deadline) => TakeAsync(_long, 1, deadline);

    /// <inheritdoc/>
    public void Dispose()
    {
        _judged.Dispose();
        _long.Dispose();
        _memory.Dispose();
    }

    private async ValueTask<IDisposable?> TakeForLongReviewAsync(int length, CancellationToken deadline)
    {
        var cost = (int)Math.Clamp((long)length * CostOfByte / Mebi, 1, _mostMemory);
        if (await TakeAsync(_memory, cost, deadline) is not { } memory)
        {
            return null;
        }

        if (await TakeAsync(_judged, 1, deadline) is { } slot)
        {
            return new Both(memory, slot);
        }

        memory.Dispose();
        return null;
    }

    private static async ValueTask<IDisposable?> TakeAsync(ConcurrencyLimiter limiter, int count, CancellationToken deadline)
    {
        try
        {
            var lease = await limiter.AcquireAsync(count, deadline);
            return lease.IsAcquired ? lease : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static ConcurrencyLimiter LimiterFor(int slots, int queue) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = slots,
        QueueLimit = queue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private sealed class Both(IDisposable memory, IDisposable slot) : IDisposable
    {
        public void Dispose()
        {
            slot.Dispose();
            memory.Dispose();
        }
    }
}
