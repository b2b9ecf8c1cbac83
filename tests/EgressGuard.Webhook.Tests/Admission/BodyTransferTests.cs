using System.Text;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Admission;

/// <summary>Good reviews on bad ways: in chunks, too slowly, with a length that is a lie.</summary>
public sealed class BodyTransferTests(DefaultWebhook webhook)
{
    private static readonly int Length = Encoding.UTF8.GetByteCount(Samples.OpenServiceEntry);

    [Fact]
    public async Task Chunks_are_put_together()
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync(Head("Transfer-Encoding: chunked"));
        foreach (var chunk in Samples.OpenServiceEntry.Chunk(100))
        {
            await connection.SendAsync($"{chunk.Length:x}\r\n{new string(chunk)}\r\n");
        }

        await connection.SendAsync("0\r\n\r\n");

        Assert.Equal(403, (await connection.ReceiveAsync()).AsReview().Code);
    }

    [Theory]
    [InlineData("nonsense\r\n")]
    [InlineData("ffffffffffffffff\r\n")]
    public async Task A_chunk_that_is_none_is_refused_in_band(string chunk)
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync(Head("Transfer-Encoding: chunked") + $"{Length:x}\r\n{Samples.OpenServiceEntry}\r\n");
        await Task.Delay(200); // so that the good part has been read when the bad one arrives
        await connection.SendAsync(chunk);

        Assert.Equal(400, (await connection.ReceiveAsync()).AsReview().Code);
        await webhook.Process.StillServesAsync();
    }

    [Fact]
    public async Task A_slow_body_with_a_uid_is_refused_in_band_before_the_caller_gives_up()
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync(Head($"Content-Length: {Length}") + Samples.OpenServiceEntry[..^10]);

        var answer = (await connection.ReceiveAsync()).AsReview();

        Assert.Equal(504, answer.Code);
        Assert.Equal("EgressGuard did not receive all of this review in time. Try again.", answer.Message);
        await webhook.Process.StillServesAsync();
    }

    [Fact]
    public async Task A_slow_body_without_a_uid_is_an_HTTP_error()
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync(Head("Content-Length: 100") + "{");

        var response = await connection.ReceiveAsync();

        Assert.Equal(408, response.Status);
        Assert.Equal("close", response.Headers["Connection"]);
        await webhook.Process.StillServesAsync();
    }

    [Fact]
    public async Task A_slow_body_is_no_error_of_the_server()
    {
        await using var own = await WebhookProcess.StartAsync("--log-format", "json");
        foreach (var framing in (string[])[$"Content-Length: {Length}", "Transfer-Encoding: chunked"])
        {
            await using var connection = await RawConnection.OpenAsync(own.AdmissionPort);
            await connection.SendAsync(Head(framing) + (framing.StartsWith('T') ? "1e0\r\n" : "") + Samples.OpenServiceEntry[..200]);
            Assert.Equal(504, (await connection.ReceiveAsync()).AsReview().Code);
            Assert.Equal(0, (await connection.ReceiveAsync()).Status); // closed, so that all there is to log was logged
        }

        Assert.DoesNotContain(own.Lines, line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_Content_Length_that_promises_too_little_cuts_the_body()
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync(Head($"Content-Length: {Length - 40}") + Samples.OpenServiceEntry);

        Assert.Equal(400, (await connection.ReceiveAsync()).AsReview().Code);
        await webhook.Process.StillServesAsync();
    }

    [Fact]
    public async Task A_Content_Length_that_promises_too_much_costs_a_connection_and_no_memory()
    {
        var connections = new List<RawConnection>();
        for (var i = 0; i < 20; i++)
        {
            connections.Add(await OpenAsync());
            await connections[i].SendAsync(Head($"Content-Length: {(7 << 20) - 1}") + Samples.OpenServiceEntry[..200]);
        }

        await webhook.Process.StillServesAsync();
        foreach (var connection in connections)
        {
            Assert.Equal(504, (await connection.ReceiveAsync()).AsReview().Code);
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_caller_that_hangs_up_leaves_nothing_behind()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var connection = await OpenAsync();
            await connection.SendAsync(Head($"Content-Length: {Length}") + Samples.OpenServiceEntry[..(i * 10)]);
        }

        await webhook.Process.StillServesAsync();
    }

    private static string Head(string framing) =>
        $"POST /validate?timeout=1s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}\r\n\r\n";

    private Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(webhook.Process.AdmissionPort);
}
