using System.Text;
using EgressGuard.Webhook.Live;

namespace EgressGuard.Webhook.Tests.Live;

/// <summary>What the API server has stored can be of any depth, and must not stop the guard from reading the rest.</summary>
public sealed class GuardSpecTests
{
    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"spec":{"a":1},"status":{"b":2}}""", """{"a":1}""")]
    [InlineData("""{"metadata":{"resourceVersion":"7"}}""", "")]
    public void It_is_what_somebody_has_written(string json, string spec) =>
        Assert.Equal(spec, Encoding.UTF8.GetString(GuardSpec.Of(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void It_may_be_deeper_than_what_most_readers_take()
    {
        var deep = $"{new string('[', 5000)}{new string(']', 5000)}";
        Assert.Equal(deep, Encoding.UTF8.GetString(GuardSpec.Of(Encoding.UTF8.GetBytes($$"""{"spec":{{deep}}}"""))));
    }
}
