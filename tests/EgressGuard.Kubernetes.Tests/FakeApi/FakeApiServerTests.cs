using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.FakeApi;

/// <summary>The fake does what the API server does: other tests rest on it.</summary>
public sealed class FakeApiServerTests : IAsyncLifetime
{
    private const string Entries = "/apis/networking.istio.io/v1/serviceentries";

    private const string ShopEntries = "/apis/networking.istio.io/v1/namespaces/shop/serviceentries";

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };

    private FakeApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.Install("", "v1", "namespaces", "Namespace", namespaced: false);
        _server.Install("networking.istio.io", "v1", "serviceentries", "ServiceEntry", namespaced: true);
        _server.Install("networking.istio.io", "v1beta1", "serviceentries", "ServiceEntry", namespaced: true);
        _client.BaseAddress = _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Serves_an_object_at_each_version_that_is_installed()
    {
        _server.Put(Entry("cnn"));

        Assert.Equal("networking.istio.io/v1beta1", (string?)(await GetAsync("/apis/networking.istio.io/v1beta1/namespaces/shop/serviceentries/cnn"))["apiVersion"]);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(Relative(ShopEntries + "/other"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(Relative("/apis/networking.istio.io/v1alpha3/serviceentries"))).StatusCode);
        Assert.Equal("GET " + ShopEntries + "/other", _server.Requests[1].ToString());
    }

    [Fact]
    public async Task Lists_in_pages_of_one_moment()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            _server.Put(Entry(name));
        }

        var first = await GetAsync($"{Entries}?limit=2");
        _server.Put(Entry("d"));
        var second = await GetAsync($"{Entries}?limit=2&continue={Uri.EscapeDataString((string)first["metadata"]!["continue"]!)}");

        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(["c"], Names(second));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
        Assert.Null(second["metadata"]!["continue"]);
        Assert.Equal("ServiceEntry", (string?)first["items"]![0]!["kind"]);
    }

    [Fact]
    public async Task Items_of_built_in_kinds_do_not_say_what_they_are()
    {
        _server.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");

        Assert.Null((await GetAsync("/api/v1/namespaces"))["items"]![0]!["kind"]);
        Assert.Equal("Namespace", (string?)(await GetAsync("/api/v1/namespaces/shop"))["kind"]);
    }

    [Fact]
    public async Task Watches_what_happened_since_and_what_happens()
    {
        var version = (string)(await GetAsync(Entries))["metadata"]!["resourceVersion"]!;
        _server.Put(Entry("cnn"));
        using var lines = await WatchAsync(version, "&allowWatchBookmarks=true");

        await ExpectAsync(lines, "ADDED", "cnn");
        _server.Put(Entry("cnn"));
        await ExpectAsync(lines, "MODIFIED", "cnn");
        _server.Delete("serviceentries", "shop", "cnn");
        await ExpectAsync(lines, "DELETED", "cnn");
        _server.Bookmark();
        await ExpectAsync(lines, "BOOKMARK", null);
        _server.CloseWatches();
        Assert.Null(await lines.ReadLineAsync());
    }

    [Fact]
    public async Task A_watch_ends_with_a_bookmark_when_its_time_is_over()
    {
        using var lines = await WatchAsync("1000", "&allowWatchBookmarks=true&timeoutSeconds=1");

        await ExpectAsync(lines, "BOOKMARK", null);
        Assert.Null(await lines.ReadLineAsync());
    }

    [Fact]
    public async Task Old_versions_expire()
    {
        using var lines = await WatchAsync("1000", "");
        _server.Expire("serviceentries");
        Assert.Equal(410, (int?)(await ExpectAsync(lines, "ERROR", null))["code"]);

        using var again = await WatchAsync("1000", "");
        Assert.Equal(410, (int?)(await ExpectAsync(again, "ERROR", null))["code"]);

        using var fresh = await WatchAsync((string)(await GetAsync(Entries))["metadata"]!["resourceVersion"]!, "");
        _server.Put(Entry("cnn"));
        await ExpectAsync(fresh, "ADDED", "cnn");
    }

    [Fact]
    public async Task Refuses_what_exists_and_what_is_stale()
    {
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Post, ShopEntries, Entry("cnn"))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Post, ShopEntries, Entry("cnn"))).StatusCode);

        var stored = _server.Find("serviceentries", "shop", "cnn")!;
        stored["spec"] = new JsonObject { ["hosts"] = new JsonArray("api.example.com") };
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, ShopEntries + "/cnn", stored.ToJsonString())).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Put, ShopEntries + "/cnn", stored.ToJsonString())).StatusCode);
        Assert.Equal(2, (int?)_server.Find("serviceentries", "shop", "cnn")!["metadata"]!["generation"]);
    }

    [Theory]
    [InlineData("application/json-patch+json", """[{"op":"add","path":"/spec/hosts/-","value":"b.example.com"},{"op":"remove","path":"/spec/hosts/0"}]""", """{"hosts":["b.example.com"]}""")]
    [InlineData("application/json-patch+json", """[{"op":"replace","path":"/spec/hosts/0","value":"b.example.com"}]""", """{"hosts":["b.example.com"]}""")]
    [InlineData("application/merge-patch+json", """{"spec":{"hosts":null,"location":"MESH_EXTERNAL"}}""", """{"location":"MESH_EXTERNAL"}""")]
    [InlineData("application/apply-patch+yaml", """{"spec":{"location":"MESH_EXTERNAL"}}""", """{"hosts":["a.example.com"],"location":"MESH_EXTERNAL"}""")]
    public async Task Patches(string form, string patch, string spec)
    {
        _server.Put(Entry("cnn"));

        var answer = await SendAsync(HttpMethod.Patch, ShopEntries + "/cnn", patch, form);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(spec, _server.Find("serviceentries", "shop", "cnn")!["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Only_the_subresource_changes_a_status()
    {
        _server.Put(Entry("cnn"));
        const string Both = """{"spec":{"hosts":["b.example.com"]},"status":{"state":"good"}}""";

        await SendAsync(HttpMethod.Patch, ShopEntries + "/cnn/status", Both, "application/merge-patch+json");
        var afterStatus = _server.Find("serviceentries", "shop", "cnn")!;
        Assert.Equal("""{"hosts":["a.example.com"]}""", afterStatus["spec"]!.ToJsonString());
        Assert.Equal("""{"state":"good"}""", afterStatus["status"]!.ToJsonString());

        await SendAsync(HttpMethod.Patch, ShopEntries + "/cnn", """{"status":{"state":"bad"}}""", "application/merge-patch+json");
        Assert.True(JsonNode.DeepEquals(afterStatus, _server.Find("serviceentries", "shop", "cnn")), "What changes nothing makes no new version.");
    }

    [Fact]
    public async Task Apply_creates_what_is_not_there()
    {
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Patch, ShopEntries + "/cnn", Entry("cnn"), "application/apply-patch+yaml")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Delete, ShopEntries + "/cnn", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, ShopEntries + "/cnn", "{}")).StatusCode);
    }

    [Fact]
    public async Task A_dropped_definition_takes_its_objects_along()
    {
        _server.Put(Entry("cnn"));
        using var lines = await WatchAsync((string)(await GetAsync(Entries))["metadata"]!["resourceVersion"]!, "");

        _server.DropCrd("serviceentries");

        await ExpectAsync(lines, "DELETED", "cnn");
        Assert.Null(await lines.ReadLineAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(Relative(Entries))).StatusCode);
        _server.InstallAgain("serviceentries");
        Assert.Empty(Names(await GetAsync(Entries)));
    }

    [Fact]
    public async Task Answers_as_often_as_asked_with_a_fault()
    {
        _server.Throttle(1, TimeSpan.FromSeconds(7), "serviceentries");
        _server.Forbid("namespaces");

        using var throttled = await _client.GetAsync(Relative(Entries));
        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), throttled.Headers.RetryAfter!.Delta);
        Assert.Empty(Names(await GetAsync(Entries)));
        Assert.Equal(HttpStatusCode.Forbidden, (await _client.GetAsync(Relative("/api/v1/namespaces"))).StatusCode);
        _server.Allow();
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(Relative("/api/v1/namespaces"))).StatusCode);
    }

    [Fact]
    public async Task Hangs_and_resumes()
    {
        _server.Hang("serviceentries");
        var answer = GetAsync(Entries);
        await GetAsync("/api/v1/namespaces");
        Assert.False(answer.IsCompleted);
        _server.Resume("serviceentries");
        Assert.Empty(Names(await answer));
    }

    [Fact]
    public async Task Comes_back_on_the_same_port_with_its_objects()
    {
        _server.Put(Entry("cnn"));
        var address = _server.Address;
        using var lines = await WatchAsync("", "");
        await ExpectAsync(lines, "ADDED", "cnn");

        await _server.StopAsync();
        await Assert.ThrowsAnyAsync<IOException>(async () => await lines.ReadLineAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(Entries));
        await _server.RestartAsync();

        Assert.Equal(address, _server.Address);
        Assert.Equal(["cnn"], Names(await GetAsync(Entries)));
    }

    [Fact]
    public async Task Watches_break_in_many_ways()
    {
        _server.CloseAtOnce(1);
        using (var closed = await WatchAsync("1000", ""))
        {
            Assert.Null(await closed.ReadLineAsync());
        }

        _server.UnknownEvent();
        _server.Malformed();
        using (var odd = await WatchAsync("1000", ""))
        {
            await ExpectAsync(odd, "RENAMED", "stray");
        }

        using (var malformed = await WatchAsync("1000", ""))
        {
            Assert.Equal("""{"type":"ADDED","object":{]}""", await malformed.ReadLineAsync());
            _server.WrongKind();
            Assert.Equal("Status", (string?)(await ExpectAsync(malformed, "ADDED", "stray"))["kind"]);
            _server.Truncate();
            _server.Put(Entry("cnn"));
            Assert.StartsWith("""{"type":"ADDED",""", await malformed.ReadToEndAsync(), StringComparison.Ordinal);
        }

        _server.InternalError(times: 2);
        for (var i = 0; i < 2; i++)
        {
            using var failed = await WatchAsync("1000", "");
            var error = failed.ReadLineAsync();
            Assert.Contains("InternalError", await error, StringComparison.Ordinal);
        }

        using var reset = await WatchAsync("", "");
        await ExpectAsync(reset, "ADDED", "cnn");
        _server.ResetConnections();
        await Assert.ThrowsAnyAsync<IOException>(async () => await reset.ReadLineAsync());
    }

    [Fact]
    public async Task Sends_slowly_and_whole()
    {
        _server.SlowBytes();
        _server.Put(Entry("cnn"));
        using var lines = await WatchAsync("", "");
        await ExpectAsync(lines, "ADDED", "cnn");
    }

    private static string Entry(string name) => $$$"""
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"{{{name}}}","namespace":"shop"},"spec":{"hosts":["a.example.com"]}}
        """;

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static IEnumerable<string?> Names(JsonNode list) => list["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]);

    private static async Task<JsonNode> ExpectAsync(StreamReader lines, string type, string? name)
    {
        var json = JsonNode.Parse((await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)))!)!;
        Assert.Equal(type, (string?)json["type"]);
        Assert.Equal(name, (string?)json["object"]!["metadata"]!["name"]);
        return json["object"]!;
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _client.GetStringAsync(Relative(path)))!;

    private async Task<StreamReader> WatchAsync(string version, string options)
    {
        var stream = await _client.GetStreamAsync(Relative($"{Entries}?watch=1&resourceVersion={version}{options}"));
        return new StreamReader(stream);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body, string form = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(form));
        using var request = new HttpRequestMessage(method, Relative(path)) { Content = content };
        return await _client.SendAsync(request);
    }
}
