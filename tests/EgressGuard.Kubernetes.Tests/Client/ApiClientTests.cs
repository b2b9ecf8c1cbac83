using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.Client;

public sealed class ApiClientTests : IAsyncLifetime
{
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
    public async Task Lists_page_by_page_from_the_newest_version()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            _server.Put(Cluster.Entry(name));
        }

        var first = await _client.ListAsync(Cluster.Entries, 2, null, Token);
        var second = await _client.ListAsync(Cluster.Entries, 2, first.Continue, Token);

        Assert.Equal(2, first.Items.Count);
        Assert.Equal("b", JsonDocument.Parse(first.Items[1]).RootElement.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Single(second.Items);
        Assert.Null(second.Continue);
        Assert.Equal(first.ResourceVersion, second.ResourceVersion);
        Assert.Equal(
            ["GET /apis/networking.istio.io/v1/serviceentries?limit=2", "GET /apis/networking.istio.io/v1/serviceentries?limit=2&continue=page%2F1%2B%26%3D"],
            _server.Requests.Select(request => request.ToString()));
        Assert.Equal("application/json", _server.Requests[0].Headers["Accept"]);
    }

    [Fact]
    public async Task Lists_all_at_once_without_a_limit()
    {
        Assert.Empty((await _client.ListAsync(Cluster.Namespaces, 0, null, Token)).Items);
        Assert.Equal("GET /api/v1/namespaces", Assert.Single(_server.Requests).ToString());
    }

    [Fact]
    public async Task Writes_and_reads_objects()
    {
        var created = await _client.CreateAsync(Cluster.Entries, "shop", Bytes(Cluster.Entry("cnn")), Token);
        var read = await _client.GetAsync(Cluster.Entries, Cluster.Cnn, Token);
        Assert.Equal(Cluster.Text(created), Cluster.Text(read!.Value));

        await _client.PatchAsync(Cluster.Entries, Cluster.Cnn, PatchKind.Json, Bytes("""[{"op":"add","path":"/spec/hosts/-","value":"b.example.com"}]"""), null, Token);
        await _client.PatchAsync(Cluster.Entries, Cluster.Cnn, PatchKind.Merge, Bytes("""{"status":{"state":"good"}}"""), "status", Token);
        await _client.PatchAsync(Cluster.Entries, Cluster.Cnn, PatchKind.Apply, Bytes("""{"spec":{"location":"MESH_EXTERNAL"}}"""), null, Token);
        var stored = _server.Find("serviceentries", "shop", "cnn")!;
        Assert.Equal("""{"hosts":["a.example.com","b.example.com"],"location":"MESH_EXTERNAL"}""", stored["spec"]!.ToJsonString());
        Assert.Equal("""{"state":"good"}""", stored["status"]!.ToJsonString());
        Assert.Equal(
            "PATCH /apis/networking.istio.io/v1/namespaces/shop/serviceentries/cnn?fieldManager=egressguard&force=true",
            _server.Requests[^1].ToString());

        var exists = await Assert.ThrowsAsync<ApiException>(() => _client.CreateAsync(Cluster.Entries, "shop", Bytes(Cluster.Entry("cnn")), Token));
        Assert.True(exists.Error is { IsConflict: true, Reason: "AlreadyExists" });
        var stale = await Assert.ThrowsAsync<ApiException>(() => _client.ReplaceAsync(Cluster.Entries, Cluster.Cnn, created, null, Token));
        Assert.True(stale.Error is { IsConflict: true, Reason: "Conflict" });

        await _client.DeleteAsync(Cluster.Entries, Cluster.Cnn, Token);
        await _client.DeleteAsync(Cluster.Entries, Cluster.Cnn, Token);
        Assert.Null(await _client.GetAsync(Cluster.Entries, Cluster.Cnn, Token));
    }

    [Fact]
    public async Task A_dry_run_gives_what_would_be_stored_and_stores_nothing()
    {
        var tried = await _client.TryCreateAsync(Cluster.Entries, "shop", Bytes(Cluster.Entry("cnn")), Token);
        Assert.Contains("a.example.com", Cluster.Text(tried), StringComparison.Ordinal);
        Assert.Equal(
            "POST /apis/networking.istio.io/v1/namespaces/shop/serviceentries?fieldManager=egressguard&dryRun=All", _server.Requests[^1].ToString());
        Assert.Null(_server.Find("serviceentries", "shop", "cnn"));

        _server.Put(Cluster.Entry("cnn"));
        tried = await _client.TryMergeAsync(Cluster.Entries, Cluster.Cnn, Bytes("""{"spec":{"location":"MESH_EXTERNAL"}}"""), null, Token);
        Assert.Contains("MESH_EXTERNAL", Cluster.Text(tried), StringComparison.Ordinal);
        Assert.Equal(
            "PATCH /apis/networking.istio.io/v1/namespaces/shop/serviceentries/cnn?fieldManager=egressguard&dryRun=All", _server.Requests[^1].ToString());
        Assert.Null(_server.Find("serviceentries", "shop", "cnn")!["spec"]!["location"]);
        var exists = await Assert.ThrowsAsync<ApiException>(() => _client.TryCreateAsync(Cluster.Entries, "shop", Bytes(Cluster.Entry("cnn")), Token));
        Assert.True(exists.Error.IsConflict);
    }

    [Fact]
    public async Task Lists_one_namespace()
    {
        _server.Put(Cluster.Entry("a"));
        _server.Put(Cluster.Entry("b").Replace("\"shop\"", "\"payments\"", StringComparison.Ordinal));

        var page = await _client.ListAsync(Cluster.Entries with { Only = new ObjectRef("shop", "") }, 5, null, Token);

        Assert.Single(page.Items);
        Assert.Equal("GET /apis/networking.istio.io/v1/namespaces/shop/serviceentries?limit=5", _server.Requests[^1].ToString());
    }

    [Fact]
    public async Task Tells_the_version_and_keeps_the_path_of_the_address()
    {
        Assert.Equal("v1.34.1", await _client.VersionAsync(Token));

        using var behind = new ApiClient(new ClusterConnection { Server = new Uri(_server.Address, "/clusters/one/") });
        await Assert.ThrowsAsync<ApiException>(() => behind.VersionAsync(Token));
        Assert.Equal("GET /clusters/one/version", _server.Requests[^1].ToString());
    }

    [Fact]
    public async Task Errors_say_what_the_server_said()
    {
        _server.FailRequests(1, 504, "Timeout", cause: "ResourceVersionTooLarge");

        var error = await Assert.ThrowsAsync<ApiException>(() => _client.ListAsync(Cluster.Entries, 500, null, Token));

        Assert.Equal("GET /apis/networking.istio.io/v1/serviceentries: 504 Timeout: refused: Timeout", error.Message);
        Assert.Equal(["ResourceVersionTooLarge"], error.Error.Causes);
        Assert.Null(error.Error.RetryAfter);
    }

    [Fact]
    public async Task Waits_as_long_as_the_server_asks()
    {
        _server.Throttle(2, TimeSpan.FromSeconds(7));

        var version = _client.VersionAsync(Token);
        await _time.PassAsync(TimeSpan.FromSeconds(7));
        await _time.PassAsync(TimeSpan.FromSeconds(7));

        Assert.Equal("v1.34.1", await version);
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Waits_no_longer_than_a_minute_in_all()
    {
        _server.Throttle(1, TimeSpan.FromSeconds(61));

        var error = await Assert.ThrowsAsync<ApiException>(() => _client.VersionAsync(Token));

        Assert.Equal(TimeSpan.FromSeconds(61), error.Error.RetryAfter);
    }

    [Fact]
    public async Task Tries_no_more_than_ten_times()
    {
        _server.FailRequests(100, 503, "ServiceUnavailable", retryAfter: TimeSpan.Zero);

        var call = Assert.ThrowsAsync<ApiException>(() => _client.VersionAsync(Token));
        for (var tries = 1; tries < 10; tries++)
        {
            await _time.PassAsync(TimeSpan.FromSeconds(1));
        }

        await call;
        Assert.Equal(10, _server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_says_at_once_is_given_a_second_all_the_same()
    {
        _server.Throttle(1, TimeSpan.Zero);

        var version = _client.VersionAsync(Token);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("v1.34.1", await version);
    }

    [Theory]
    [InlineData(500, "InternalError")]
    [InlineData(429, "TooManyRequests")]
    public async Task Does_not_try_again_where_the_server_names_no_time(int code, string reason)
    {
        _server.FailRequests(1, code, reason);

        await Assert.ThrowsAsync<ApiException>(() => _client.VersionAsync(Token));

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_read_is_sent_again_when_its_connection_is_lost()
    {
        _server.ResetRequests(2);

        var version = _client.VersionAsync(Token);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("v1.34.1", await version);

        _server.ResetRequests(3);
        var lost = _client.VersionAsync(Token);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => lost);
    }

    [Fact]
    public async Task A_write_is_not_sent_again_when_its_connection_is_lost()
    {
        _server.ResetRequests(1);

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.CreateAsync(Cluster.Entries, "shop", Bytes(Cluster.Entry("cnn")), Token));

        Assert.Single(_server.Requests);
        Assert.Empty(_server.Objects("serviceentries"));
    }

    [Fact]
    public async Task Gives_up_when_no_answer_comes()
    {
        _server.Hang();

        var version = _client.VersionAsync(Token);
        await Eventually.IsTrueAsync(() => _server.Requests.Count == 1, "the request");
        _time.Advance(TimeSpan.FromSeconds(30));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => version);
        Assert.Equal($"GET /version: no answer from {_server.Address} within 30 s.", error.Message);
    }

    [Fact]
    public async Task Cancellation_is_cancellation()
    {
        _server.Hang();
        using var source = new CancellationTokenSource();

        var version = _client.VersionAsync(source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => version);
    }

    [Fact]
    public async Task A_refused_credential_is_dropped_and_another_one_tried_once()
    {
        var credentials = new Numbered();
        using var client = Cluster.Client(_server, credentials: credentials);

        _server.Unauthorize(1);
        Assert.Equal("v1.34.1", await client.VersionAsync(Token));
        Assert.Equal(["Bearer token-0", "Bearer token-1"], _server.Requests.Select(request => request.Authorization));

        _server.Unauthorize(2);
        var error = await Assert.ThrowsAsync<ApiException>(() => client.VersionAsync(Token));
        Assert.Equal(401, error.Error.Code);
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_error_at_once()
    {
        await _server.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.VersionAsync(Token));
        await _server.RestartAsync();
        Assert.Equal("v1.34.1", await _client.VersionAsync(Token));
    }

    private static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private sealed class Numbered : Credentials
    {
        private int _number;

        public override ValueTask<Credential> GetAsync(CancellationToken cancellation) => new(Credential.Bearer($"token-{_number}"));

        public override void Drop(Credential refused)
        {
            Assert.Equal(new AuthenticationHeaderValue("Bearer", $"token-{_number}"), refused.Authorization);
            _number++;
        }
    }
}
