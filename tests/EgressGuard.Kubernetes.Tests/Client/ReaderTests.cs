using System.Text;
using System.Text.Json;
using EgressGuard.Kubernetes.Client;

namespace EgressGuard.Kubernetes.Tests.Client;

/// <summary>Pages, events and errors, byte by byte.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void A_page_is_cut_into_its_objects_as_they_were_written()
    {
        var page = PageReader.Read(Bytes("""
            { "items": [ {"a": "}]" , "b":{"c":[1, 2]}} , {} ], "kind":"PodList", "metadata":{"x":{"resourceVersion":"7"},"resourceVersion":"12","continue":""}}
            """));

        Assert.Equal(["""{"a": "}]" , "b":{"c":[1, 2]}}""", "{}"], page.Items.Select(Cluster.Text));
        Assert.Equal("12", page.ResourceVersion);
        Assert.Null(page.Continue);
        Assert.Empty(PageReader.Read(Bytes("""{"metadata":{"resourceVersion":"1"},"items":null}""")).Items);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"metadata":{"resourceVersion":"1"}}""")]
    [InlineData("""{"metadata":{},"items":[]}""")]
    [InlineData("""{"metadata":[],"items":[]}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":{}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":[1]}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"},"items":[{}]""")]
    public void What_is_no_list_is_no_page(string text) => Assert.ThrowsAny<JsonException>(() => PageReader.Read(Bytes(text)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Events_are_the_same_however_they_are_cut(int size)
    {
        const string Stream = """
            {"type":"ADDED","object":{"a":"}{\"ä"}}{"object":{"b":[{}]},"type":"MODIFIED","more":1}

              {"type":"X","object":{}}

            """;
        var reader = new WatchReader(new Dripping(Bytes(Stream), size), TimeSpan.FromMinutes(1), TimeProvider.System);

        var events = new List<string>();
        await foreach (var item in reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            events.Add($"{item.Type} {Cluster.Text(item.Object)}");
        }

        Assert.Equal(["""ADDED {"a":"}{\"ä"}""", """MODIFIED {"b":[{}]}""", "X {}"], events);
    }

    [Theory]
    [InlineData("""{"type":"ADDED","object":{}""")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("""{"object":{}}""")]
    [InlineData("""{"type":"ADDED","object":null}""")]
    [InlineData("[1]")]
    [InlineData("12 ")]
    [InlineData("""{"type":"ADDED","object":{]}""")]
    [InlineData("<html>")]
    public async Task What_is_no_event_is_an_error(string text)
    {
        var reader = new WatchReader(new Dripping(Bytes(text), 3), TimeSpan.FromMinutes(1), TimeProvider.System);

        await Assert.ThrowsAnyAsync<JsonException>(async () =>
        {
            await foreach (var item in reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                Assert.Fail(item.Type);
            }
        });
    }

    [Fact]
    public void An_error_is_read_from_a_Status_or_else_from_the_text()
    {
        var status = StatusReader.Read(Bytes(
            """{"kind":"Status","code":410,"reason":"Expired","message":"too old","details":{"retryAfterSeconds":3,"causes":[{"reason":"A"},1,{}]}}"""));
        Assert.Equal((410, "Expired", "too old", TimeSpan.FromSeconds(3)), (status.Code, status.Reason, status.Message, status.RetryAfter));
        Assert.Equal(["A", ""], status.Causes);

        var text = StatusReader.Read(Bytes(new string('x', 600)), 502);
        Assert.Equal((502, "", 512), (text.Code, text.Reason, text.Message.Length));
        Assert.Equal("""{"kind":"Pod"}""", StatusReader.Read(Bytes("""{"kind":"Pod"}"""), 500).Message);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Dripping(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
