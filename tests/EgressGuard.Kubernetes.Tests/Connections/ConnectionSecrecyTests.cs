using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Kubernetes.Tests.Client;

namespace EgressGuard.Kubernetes.Tests.Connections;

/// <summary>
/// What goes wrong with a connection is printed and logged, and none of it repeats a token, a password or a key, however wrong the place
/// is in which somebody wrote it.
/// </summary>
public sealed class ConnectionSecrecyTests : IDisposable
{
    private const string Secret = "hunter2-s3cr3t";

    private const string Rest = """
        current-context: prod
        contexts: [{name: prod, context: {cluster: one, user: me} }]
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("password: *hunter2-s3cr3t")]
    [InlineData("password: @hunter2-s3cr3t")]
    [InlineData("password: %hunter2-s3cr3t")]
    [InlineData("password: 'hunter2-s3cr3t")]
    [InlineData("token: \"\\qhunter2-s3cr3t\"")]
    [InlineData("token: [hunter2-s3cr3t")]
    [InlineData("token: {hunter2-s3cr3t: 1}")]
    [InlineData("token: hunter2-s3cr3t, username: {a: b}")]
    [InlineData("token: 'hunter2-s3cr3t with spaces'")]
    [InlineData("client-key-data: hunter2-s3cr3t, client-certificate-data: hunter2-s3cr3t")]
    [InlineData("client-key-data: aHVudGVyMi1zM2NyM3Q=, client-certificate-data: aHVudGVyMi1zM2NyM3Q=")]
    [InlineData("client-certificate-data: aHVudGVyMi1zM2NyM3Q=")]
    [InlineData("auth-provider: {config: {access-token: hunter2-s3cr3t}}")]
    [InlineData("username: a, password: hunter2-s3cr3t, token: b")]
    [InlineData("exec: {apiVersion: v0, command: x, env: [{name: TOKEN, value: hunter2-s3cr3t}]}")]
    public void No_error_of_a_user_repeats_a_secret(string user) =>
        HoldsNoSecret(Error($"{Rest}\nclusters: [{{name: one, cluster: {{server: 'https://one.example.com'}} }}]\nusers:\n- name: me\n  user: {{ {user} }}\n"));

    [Theory]
    [InlineData("server: 'https://me:hunter2-s3cr3t@one.example.com'")]
    [InlineData("server: 'ftp://me:hunter2-s3cr3t@one.example.com'")]
    [InlineData("server: 'me:hunter2-s3cr3t@one.example.com'")]
    [InlineData("server: 'https://me:hunter2-s3cr3t@one.example.com:port'")]
    [InlineData("server: 'https://one.example.com', proxy-url: 'ftp://me:hunter2-s3cr3t@proxy.example.com'")]
    [InlineData("server: 'https://one.example.com', certificate-authority-data: hunter2-s3cr3t")]
    [InlineData("server: 'https://one.example.com', certificate-authority-data: aHVudGVyMi1zM2NyM3Q=")]
    public void No_error_of_a_cluster_repeats_a_secret(string cluster) =>
        HoldsNoSecret(Error($"{Rest}\nclusters: [{{name: one, cluster: {{ {cluster} }} }}]\nusers: [{{name: me, user: {{token: {Secret}}} }}]\n"));

    [Theory]
    [InlineData("hunter2-s3cr3t")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nhunter2-s3cr3t\n-----END PRIVATE KEY-----\n")]
    [InlineData("{\"auths\":{\"registry.example.com\":{\"auth\":\"hunter2-s3cr3t\"")]
    [InlineData("{\"token\":\"hunter2-s3cr3t\"} hunter2-s3cr3t")]
    public void No_error_of_another_file_repeats_a_secret(string text) => HoldsNoSecret(Error(text));

    [Theory]
    [InlineData("hunter2-s3cr3t")]
    [InlineData("""{"token":"hunter2-s3cr3t"}""")]
    [InlineData("""{"token":"hunter2-s3cr3t""")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","token":"hunter2-s3cr3t"}""")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"hunter2-s3cr3t ","x":1}}""")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientKeyData":"hunter2-s3cr3t"}}""")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientKeyData":"hunter2-s3cr3t","clientCertificateData":"hunter2-s3cr3t"}}""")]
    public async Task No_error_of_a_plugin_repeats_what_it_printed(string printed)
    {
        _directory.WriteProgram("get-token", $"cat <<'EOF'\n{printed}\nEOF\n");
        var connection = KubeConfig.Load(new KubeConfigOptions
        {
            File = _directory.Write("config", $$"""
                {{Rest}}
                clusters: [{name: one, cluster: {server: 'https://one.example.com'} }]
                users: [{name: me, user: {exec: {command: ./get-token, apiVersion: client.authentication.k8s.io/v1} } }]
                """),
        });

        var error = await Assert.ThrowsAsync<ConnectionException>(
            async () => await connection.Credentials.GetAsync(TestContext.Current.CancellationToken));
        HoldsNoSecret(error.Message);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task No_error_of_an_answer_repeats_the_credential_of_the_request(int code)
    {
        await using var server = await Cluster.StartAsync();
        using var client = Cluster.Client(server, credentials: Credentials.Fixed(Credential.Bearer(Secret)));
        server.FailRequests(100, code, $"you sent Authorization: Bearer {Secret}");

        var error = await Assert.ThrowsAsync<ApiException>(
            () => client.ListAsync(Cluster.Namespaces, 10, null, TestContext.Current.CancellationToken));

        HoldsNoSecret(error.Message);
        Assert.Contains("Bearer (the credential)", error.Error.Message, StringComparison.Ordinal);
    }

    private string Error(string text)
    {
        var file = _directory.Write("config", text);
        return Assert.Throws<ConnectionException>(() => KubeConfig.Load(new KubeConfigOptions { File = file })).Message;
    }

    private static void HoldsNoSecret(string message)
    {
        Assert.NotEmpty(message);
        Assert.DoesNotContain("s3cr3t", message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("aHVudGVy", message, StringComparison.Ordinal);
    }
}
