using EgressGuard.Webhook.Admission;

namespace EgressGuard.Webhook.Tests.Admission;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData(".5s", 500)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2000000us", 2_000)]
    [InlineData("2000000\u00B5s", 2_000)]
    [InlineData("1000000000ns", 1_000)]
    [InlineData("0", 0)]
    public void Accepts_what_Go_writes(string text, int milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("10 s")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("10x")]
    [InlineData("1e3s")]
    [InlineData("25h")]
    [InlineData("99999999999999999999999999999999h")]
    public void Rejects_everything_else(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData(null, 9_500)]
    [InlineData("", 9_500)]
    [InlineData("soon", 9_500)]
    [InlineData("0s", 9_500)]
    [InlineData("5s", 4_500)]
    [InlineData("10ms", 500)]
    [InlineData("10m", 29_500)]
    public void A_deadline_is_the_callers_patience_less_the_way_back(string? timeout, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ReviewDeadline.TimeFor(timeout));
}
