using EgressGuard.Webhook.Admission;

namespace EgressGuard.Webhook.Tests.Admission;

public sealed class PooledBufferTests
{
    [Fact]
    public void Grows_and_keeps_what_was_written()
    {
        using var buffer = new PooledBuffer();
        for (var i = 0; i < 200_000; i++)
        {
            buffer.GetSpan(1)[0] = (byte)i;
            buffer.Advance(1);
        }

        Assert.Equal(200_000, buffer.Length);
        Assert.All(Enumerable.Range(0, 200_000), i => Assert.True(buffer.Written.Span[i] == (byte)i));
    }

    [Fact]
    public void Gives_as_much_room_as_is_asked_for()
    {
        using var buffer = new PooledBuffer();
        buffer.Advance(10);

        Assert.True(buffer.GetMemory(1 << 20).Length >= 1 << 20);
        Assert.Equal(10, buffer.Length);
    }

    [Fact]
    public void Refuses_to_claim_what_was_not_given()
    {
        using var buffer = new PooledBuffer();

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(1 << 30));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }
}
