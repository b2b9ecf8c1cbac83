using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Kubernetes.Tests.Client;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.Connections;

public sealed class InClusterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeAuthority _authority = new();
    private readonly ManualTime _time = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal)
    {
        ["KUBERNETES_SERVICE_HOST"] = "127.0.0.1",
        ["KUBERNETES_SERVICE_PORT"] = "6443",
    };

    public InClusterTests()
    {
        _directory.Write("ca.crt", _authority.Pem);
        _directory.Write("token", "one\n");
        _directory.Write("namespace", "egress-system");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Connects_with_the_service_account()
    {
        await using var server = await Cluster.StartAsync(_authority.ForServer());
        _environment["KUBERNETES_SERVICE_PORT"] = $"{server.Address.Port}";
        var connection = Load();
        using var client = new ApiClient(connection);

        await client.VersionAsync(Token);

        Assert.Equal("Bearer one", server.Requests[0].Authorization);
        Assert.Equal("egress-system", connection.Namespace);
        Assert.Null(connection.Proxy);
    }

    [Theory]
    [InlineData("10.0.0.1", "443", "https://10.0.0.1/")]
    [InlineData("fd00::1", "6443", "https://[fd00::1]:6443/")]
    [InlineData("[fd00::1]", "6443", "https://[fd00::1]:6443/")]
    [InlineData("kubernetes.default.svc", "443", "https://kubernetes.default.svc/")]
    public void Takes_the_address_from_the_environment(string host, string port, string address)
    {
        _environment["KUBERNETES_SERVICE_HOST"] = host;
        _environment["KUBERNETES_SERVICE_PORT"] = port;
        Assert.Equal(address, Load().Server.AbsoluteUri);
    }

    [Theory]
    [InlineData("ca.crt", "the certificates that vouch for the API server")]
    [InlineData("token", "the token")]
    [InlineData("namespace", "the namespace of the pod")]
    public void Names_the_file_that_is_missing(string file, string purpose)
    {
        File.Delete(_directory[file]);
        var error = Assert.Throws<ConnectionException>(Load);
        Assert.Equal(
            $"{_directory[file]}: there is no such file ({purpose}); set automountServiceAccountToken: true in the pod, or run with a kubeconfig.",
            error.Message);
    }

    [Fact]
    public void Names_what_cannot_be_used()
    {
        _directory.Write("ca.crt", "no certificate");
        Assert.Equal(
            $"{_directory["ca.crt"]}: there is no certificate in it; it must hold PEM, -----BEGIN CERTIFICATE-----.",
            Assert.Throws<ConnectionException>(Load).Message);
        _environment["KUBERNETES_SERVICE_PORT"] = "many";
        Assert.Equal(
            "KUBERNETES_SERVICE_HOST '127.0.0.1' and KUBERNETES_SERVICE_PORT 'many' make no address; correct them, or run with a kubeconfig.",
            Assert.Throws<ConnectionException>(Load).Message);
        _environment.Remove("KUBERNETES_SERVICE_HOST");
        Assert.Equal("KUBERNETES_SERVICE_HOST is not set, so this is no pod; run with a kubeconfig.", Assert.Throws<ConnectionException>(Load).Message);
        Assert.False(InCluster.IsHere(_environment.GetValueOrDefault));
    }

    [Fact]
    public async Task Reads_the_token_again_within_a_minute_and_keeps_the_old_one_when_it_cannot()
    {
        var credentials = Load().Credentials;
        _directory.Write("token", "two");
        Assert.Equal("one", await TokenAsync(credentials));
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal("two", await TokenAsync(credentials));

        File.Delete(_directory["token"]);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("two", await TokenAsync(credentials));
        _directory.Write("token", "");
        Assert.Equal("two", await TokenAsync(credentials));
        _directory.Write("token", "three");
        Assert.Equal("three", await TokenAsync(credentials));
    }

    [Fact]
    public async Task Keeps_the_old_token_while_the_new_one_is_of_no_use()
    {
        var credentials = Load().Credentials;
        _directory.Write("token", "half\0 a token");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("one", await TokenAsync(credentials));
        Assert.EndsWith("write the bare token in one line.", Assert.Throws<ConnectionException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_the_token_again_at_once_when_it_was_refused()
    {
        var credentials = Load().Credentials;
        var refused = await credentials.GetAsync(Token);
        _directory.Write("token", "two");
        credentials.Drop(refused);
        Assert.Equal("two", await TokenAsync(credentials));

        _directory.Write("token", "three");
        credentials.Drop(refused);
        Assert.Equal("two", await TokenAsync(credentials));
    }

    private static async Task<string?> TokenAsync(Credentials credentials) => (await credentials.GetAsync(Token)).Authorization?.Parameter;

    private ClusterConnection Load() => InCluster.Load(_time, _environment.GetValueOrDefault, _directory.ToString());
}
