using EgressGuard.Webhook.Admission;

namespace EgressGuard.Webhook.Tests.Admission;

/// <summary>Long reviews are bounded by the memory of the process, others by their number alone.</summary>
public sealed class ReviewSlotsTests
{
    private const long Mebi = 1024 * 1024;

    [Fact]
    public async Task The_longest_reviews_are_judged_one_after_another_where_memory_is_short()
    {
        using var slots = new ReviewSlots(32, 384 * Mebi);
        var first = await slots.TakeAsync(RequestBody.Limit, CancellationToken.None);
        var second = slots.TakeAsync(RequestBody.Limit, CancellationToken.None).AsTask();

        Assert.NotNull(first);
        Assert.False(second.IsCompleted);
        using var usual = await slots.TakeAsync(10_000, CancellationToken.None);
        Assert.NotNull(usual);

        first.Dispose();
        using var taken = await second;
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task Whoever_waits_for_memory_until_the_deadline_gets_nothing_and_keeps_nothing()
    {
        using var slots = new ReviewSlots(32, 384 * Mebi);
        using var deadline = new CancellationTokenSource();
        var first = await slots.TakeAsync(RequestBody.Limit, CancellationToken.None);
        var late = slots.TakeAsync(RequestBody.Limit, deadline.Token).AsTask();

        await deadline.CancelAsync();

        Assert.Null(await late);
        first!.Dispose();
        using var next = await slots.TakeAsync(RequestBody.Limit, CancellationToken.None);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData(384, 12)]
    [InlineData(16 * 1024, 32)]
    [InlineData(1, 1)]
    public async Task As_many_long_bodies_are_read_as_a_quarter_of_the_memory_holds(long memory, int expected)
    {
        using var slots = new ReviewSlots(32, memory * Mebi);
        for (var i = 0; i < expected; i++)
        {
            Assert.NotNull(await slots.TakeForLongBodyAsync(CancellationToken.None));
        }

        var further = slots.TakeForLongBodyAsync(CancellationToken.None).AsTask();
        Assert.True(!further.IsCompleted || await further is null);
    }
}
