using System.Text.Json;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Client;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.Client;

public sealed class WatchTests : IAsyncLifetime
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    private readonly ManualTime _time = new();
    private FakeApiServer _server = null!;
    private ApiClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await Cluster.StartAsync();
        _client = Cluster.Client(_server, new ApiOptions { Time = _time });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_quiet_watch_stays_open_and_gives_each_event_as_it_comes()
    {
        await using var events = Watch();
        var next = events.MoveNextAsync();
        await _server.WatchedAsync("serviceentries");
        Assert.False(next.IsCompleted);

        _server.Put(Cluster.Entry("cnn"));
        Assert.True(await next);
        Assert.Equal("ADDED", events.Current.Type);
        Assert.Equal("cnn", Name(events.Current));

        _server.Bookmark();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("BOOKMARK", events.Current.Type);

        _server.CloseWatches();
        Assert.False(await events.MoveNextAsync());
        Assert.Equal(
            "GET /apis/networking.istio.io/v1/serviceentries?watch=1&allowWatchBookmarks=true&resourceVersion=1000&timeoutSeconds=300",
            Assert.Single(_server.Requests).ToString());
    }

    [Fact]
    public async Task Slow_bytes_make_whole_events()
    {
        _server.SlowBytes();
        _server.Put(Cluster.Entry("a"));
        _server.Put(Cluster.Entry("b", new string('x', 300) + ".example.com"));
        await using var events = Watch();

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("a", Name(events.Current));
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("b", Name(events.Current));
    }

    [Fact]
    public async Task What_is_an_error_is_told_by_the_type_of_the_event_and_not_by_the_kind_of_its_object()
    {
        _server.WrongKind(kind: "Status");
        await using (var events = Watch())
        {
            Assert.True(await events.MoveNextAsync());
            Assert.Equal("ADDED", events.Current.Type);
        }

        _server.Expire();
        await using var expired = Watch();
        Assert.True(await expired.MoveNextAsync());
        Assert.Equal("ERROR", expired.Current.Type);
        Assert.True(StatusReader.Read(expired.Current.Object).IsExpired);
        Assert.False(await expired.MoveNextAsync());
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_passed_on()
    {
        _server.UnknownEvent();
        await using var events = Watch();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("RENAMED", events.Current.Type);
    }

    [Fact]
    public async Task A_truncated_event_is_an_error_after_the_whole_ones()
    {
        _server.Put(Cluster.Entry("a"));
        await using var events = Watch();
        Assert.True(await events.MoveNextAsync());

        _server.Truncate();
        _server.Put(Cluster.Entry("b"));

        var error = await Assert.ThrowsAnyAsync<JsonException>(async () => await events.MoveNextAsync());
        Assert.Equal("An event is cut off.", error.Message);
    }

    [Fact]
    public async Task A_malformed_event_is_an_error()
    {
        _server.Malformed();
        await using var events = Watch();
        await Assert.ThrowsAnyAsync<JsonException>(async () => await events.MoveNextAsync());
    }

    [Fact]
    public async Task A_lost_connection_is_an_error()
    {
        await using var events = _client.WatchAsync(Cluster.Entries, "1000", FiveMinutes, Token).GetAsyncEnumerator(Token);
        // Before it is open, what is lost is asked for again.
        Assert.True(await events.MoveNextAsync());
        Assert.Same(WatchEvent.Opened, events.Current);
        var next = events.MoveNextAsync();
        _server.ResetConnections();
        await Assert.ThrowsAnyAsync<IOException>(async () => await next);
    }

    [Fact]
    public async Task A_dead_connection_is_noticed_half_a_minute_after_the_watch_should_have_ended()
    {
        await using var events = Watch();
        var next = events.MoveNextAsync();
        await _server.WatchedAsync("serviceentries");
        await _time.PassAsync(FiveMinutes + TimeSpan.FromSeconds(30));

        var error = await Assert.ThrowsAsync<IOException>(async () => await next);
        Assert.Equal("The watch was silent for 330 s; its connection is taken for dead.", error.Message);
    }

    [Fact]
    public async Task Bytes_show_that_a_connection_lives()
    {
        await using var events = Watch();
        for (var i = 0; i < 3; i++)
        {
            var next = events.MoveNextAsync();
            await Eventually.IsTrueAsync(() => _time.Waiting.Contains(TimeSpan.FromSeconds(330)), "the watch to listen");
            _time.Advance(FiveMinutes);
            _server.Put(Cluster.Entry("cnn"));
            Assert.True(await next);
        }
    }

    [Fact]
    public async Task A_watch_that_is_refused_is_an_error_of_the_server()
    {
        _server.Forbid("serviceentries");
        await using (var events = Watch())
        {
            Assert.True((await Assert.ThrowsAsync<ApiException>(async () => await events.MoveNextAsync())).Error.IsForbidden);
        }

        _server.DropCrd("serviceentries");
        _server.Allow();
        await using var absent = Watch();
        Assert.True((await Assert.ThrowsAsync<ApiException>(async () => await absent.MoveNextAsync())).Error.IsNotFound);
    }

    [Fact]
    public async Task Cancellation_ends_a_quiet_watch()
    {
        using var source = new CancellationTokenSource();
        await using var events = _client.WatchAsync(Cluster.Entries, "1000", FiveMinutes, source.Token).Sent().GetAsyncEnumerator(source.Token);
        var next = events.MoveNextAsync();
        await _server.WatchedAsync("serviceentries");

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await Eventually.IsTrueAsync(() => _server.OpenWatches() == 0, "the server to see the watch end");
    }

    private static string Name(WatchEvent item) =>
        JsonDocument.Parse(item.Object).RootElement.GetProperty("metadata").GetProperty("name").GetString()!;

    private IAsyncEnumerator<WatchEvent> Watch() =>
        _client.WatchAsync(Cluster.Entries, "1000", FiveMinutes, Token).Sent().GetAsyncEnumerator(Token);
}
