using System.Net;
using System.Text;
using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Kubernetes.Tests.Connections;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.Client;

/// <summary>Whom the client believes, and what it shows of itself.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly FakeAuthority _authority = new();
    private readonly FakeAuthority _other = new("CN=another authority");
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_server_of_the_given_authority_is_believed_and_spoken_to_in_HTTP_2()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        using var client = Client(server, Trust(_authority));

        Assert.Equal("v1.34.1", await client.VersionAsync(Token));
        Assert.Equal("HTTP/2", server.Requests[0].Protocol);
        Assert.Null(server.Requests[0].ClientCertificate);
    }

    [Fact]
    public async Task All_watches_share_one_connection_with_the_other_requests()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        using var client = Client(server, Trust(_authority));
        await using var entries = client.WatchAsync(Cluster.Entries, "1000", TimeSpan.FromMinutes(5), Token).Sent().GetAsyncEnumerator(Token);
        await using var namespaces = client.WatchAsync(Cluster.Namespaces, "1000", TimeSpan.FromMinutes(5), Token).Sent().GetAsyncEnumerator(Token);
        var first = entries.MoveNextAsync();
        var second = namespaces.MoveNextAsync();
        await server.WatchedAsync("serviceentries");
        await server.WatchedAsync("namespaces");

        server.Put(Cluster.Entry("cnn"));
        server.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");

        Assert.True(await first);
        Assert.True(await second);
        server.ResetConnections();
        await Assert.ThrowsAnyAsync<IOException>(async () => await entries.MoveNextAsync());
    }

    [Fact]
    public async Task A_server_of_another_authority_is_refused()
    {
        await using var server = await Cluster.StartAsync(_other.ForServer());
        using var client = Client(server, Trust(_authority));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync(Token));

        Assert.StartsWith($"GET /version: no trusted TLS connection to {server.Address}: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" It must show a certificate for 127.0.0.1 from an authority in test.", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_server_that_only_the_system_could_vouch_for_is_refused_as_well()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        using var client = Client(server, null);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync(Token));
    }

    [Fact]
    public async Task A_server_with_another_name_is_refused_although_its_authority_is_right()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer("api.example.com"));
        using var client = Client(server, Trust(_authority));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync(Token));

        Assert.Contains("RemoteCertificateNameMismatch", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_client_of_the_same_authority_cannot_pose_as_the_server()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        server.Certificate = _authority.ForClient("CN=client", "127.0.0.1");
        using var client = Client(server, Trust(_authority));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync(Token));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_kubeconfig_with_certificates_leads_to_the_server()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer("api.example.com"));
        using var certificate = _authority.ForClient("CN=me");
        _directory.Write("pki/ca.crt", _authority.Pem);
        _directory.Write("pki/me.crt", certificate.ExportCertificatePem());
        _directory.Write("pki/me.key", FakeAuthority.KeyPem(certificate));
        var file = _directory.Write("config", $$$"""
            current-context: prod
            contexts: [{name: prod, context: {cluster: one, user: me}}]
            clusters: [{name: one, cluster: {server: "{{{server.Address}}}", certificate-authority: pki/ca.crt, tls-server-name: api.example.com}}]
            users: [{name: me, user: {client-certificate: pki/me.crt, client-key: pki/me.key}}]
            """);
        using var client = new ApiClient(KubeConfig.Load(new KubeConfigOptions { File = file }));

        Assert.Equal("v1.34.1", await client.VersionAsync(Token));
        Assert.Equal("CN=me", server.Requests[0].ClientCertificate);
    }

    [Fact]
    public async Task Clients_that_share_a_connection_all_believe_a_renewed_authority()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        var connection = Connection(server, CertificateAuthority.FromFile(_directory.Write("ca.crt", _authority.Pem)));
        using var first = new ApiClient(connection);
        using var second = new ApiClient(connection);
        await first.VersionAsync(Token);
        await second.VersionAsync(Token);

        server.Certificate = _other.ForServer();
        server.ResetConnections();
        _directory.Write("ca.crt", _other.Pem);

        Assert.Equal("v1.34.1", await first.VersionAsync(Token));
        Assert.Equal("v1.34.1", await second.VersionAsync(Token));
    }

    [Fact]
    public async Task A_watch_goes_on_while_the_client_certificate_is_renewed()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        var credentials = new Changing(new Credential(null, _authority.ForClient("CN=first")));
        using var client = new ApiClient(Connection(server, Trust(_authority)) with { Credentials = credentials });
        await using var entries = client.WatchAsync(Cluster.Entries, "1000", TimeSpan.FromMinutes(5), Token).Sent().GetAsyncEnumerator(Token);
        var next = entries.MoveNextAsync();
        await server.WatchedAsync("serviceentries");

        credentials.Current = new Credential(null, _authority.ForClient("CN=second"));
        await client.VersionAsync(Token);
        server.Put(Cluster.Entry("cnn"));

        Assert.True(await next);
    }

    [Fact]
    public async Task The_name_to_expect_can_be_told()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer("api.example.com"));
        using var right = new ApiClient(Connection(server, Trust(_authority)) with { TlsServerName = "api.example.com" });
        using var wrong = new ApiClient(Connection(server, Trust(_authority)) with { TlsServerName = "www.example.com" });

        Assert.Equal("v1.34.1", await right.VersionAsync(Token));
        await Assert.ThrowsAsync<HttpRequestException>(() => wrong.VersionAsync(Token));
    }

    [Fact]
    public async Task Nothing_is_checked_where_somebody_asked_for_that()
    {
        await using var server = await Cluster.StartAsync(_other.ForServer("api.example.com"));
        using var client = new ApiClient(Connection(server, null) with { SkipTlsVerification = true });
        Assert.Equal("v1.34.1", await client.VersionAsync(Token));
    }

    [Fact]
    public async Task A_client_certificate_is_shown_and_a_new_one_on_new_connections()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        var credentials = new Changing(new Credential(null, _authority.ForClient("CN=first")));
        using var client = new ApiClient(Connection(server, Trust(_authority)) with { Credentials = credentials });

        await client.VersionAsync(Token);
        credentials.Current = new Credential(null, _authority.ForClient("CN=second"));
        await client.VersionAsync(Token);

        Assert.Equal(["CN=first", "CN=second"], server.Requests.Select(request => request.ClientCertificate));
    }

    [Fact]
    public async Task A_renewed_authority_is_read_again_when_the_server_is_not_believed()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        using var client = Client(server, CertificateAuthority.FromFile(_directory.Write("ca.crt", _authority.Pem)));
        await client.VersionAsync(Token);

        server.Certificate = _other.ForServer();
        server.ResetConnections();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync(Token));
        _directory.Write("ca.crt", "half a file");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync(Token));
        _directory.Write("ca.crt", _other.Pem);

        await client.CreateAsync(Cluster.Entries, "shop", Encoding.UTF8.GetBytes(Cluster.Entry("cnn")), Token);
        Assert.Single(server.Objects("serviceentries"));
    }

    [Fact]
    public async Task A_proxy_is_used_where_there_is_one()
    {
        await using var proxy = await Cluster.StartAsync();
        using var client = new ApiClient(new ClusterConnection { Server = new Uri("http://api.example.com"), Proxy = new WebProxy(proxy.Address) });
        Assert.Equal("v1.34.1", await client.VersionAsync(Token));
        Assert.Equal("api.example.com", proxy.Requests[0].Headers["Host"]);
    }

    private static CertificateAuthority Trust(FakeAuthority authority) => CertificateAuthority.FromPem(Encoding.UTF8.GetBytes(authority.Pem), "test");

    private static ClusterConnection Connection(FakeApiServer server, CertificateAuthority? authority) =>
        new() { Server = server.Address, Authority = authority };

    private static ApiClient Client(FakeApiServer server, CertificateAuthority? authority) => new(Connection(server, authority));

    private sealed class Changing(Credential first) : Credentials
    {
        public Credential Current { get; set; } = first;

        public override ValueTask<Credential> GetAsync(CancellationToken cancellation) => new(Current);
    }
}
