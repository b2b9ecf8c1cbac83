using System.Diagnostics;
using System.Globalization;
using System.Text;
using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Kubernetes.Tests.Client;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.Connections;

/// <summary>Programs that know credentials: small scripts here, which leave notes of how they were called.</summary>
public sealed class ExecCredentialsTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";

    private const string Remedy = "; update the program, or renew the entry with the command line of your provider.";

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Calls_the_program_as_it_is_written()
    {
        Program("""printf '%s\n' "$@" > "$DIR/args"; printf '%s' "$KUBERNETES_EXEC_INFO" > "$DIR/info"; printf '%s' "$EXTRA" > "$DIR/extra"; """ + Answer("one"));
        var credentials = Load("""args: [get token, "--for=a b", "$HOME", ""], env: [{name: EXTRA, value: "x y"}]""");

        Assert.Equal("one", await TokenAsync(credentials));
        Assert.Equal("get token\n--for=a b\n$HOME\n\n", await File.ReadAllTextAsync(_directory["args"]));
        Assert.Equal("x y", await File.ReadAllTextAsync(_directory["extra"]));
        Assert.Equal(
            """{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}""",
            await File.ReadAllTextAsync(_directory["info"]));
    }

    [Fact]
    public async Task Tells_the_program_about_the_cluster_where_it_wants_that()
    {
        Program("""printf '%s' "$KUBERNETES_EXEC_INFO" > "$DIR/info"; """ + Answer("one"));

        await TokenAsync(Load("provideClusterInfo: true"));

        Assert.Contains(
            "\"cluster\":{\"server\":\"https://one.example.com\",\"tls-server-name\":\"api.example.com\",\"config\":{\"audience\":\"shop\"}}",
            await File.ReadAllTextAsync(_directory["info"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_a_credential_until_it_expires()
    {
        Counting(_time.GetUtcNow().AddMinutes(10));
        var credentials = Load();

        Assert.Equal("token-1", await TokenAsync(credentials));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("token-1", await TokenAsync(credentials));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("token-2", await TokenAsync(credentials));
    }

    [Fact]
    public async Task Asks_once_for_all_who_were_refused_with_the_same_credential()
    {
        Counting(null);
        var credentials = Load();
        var refused = await credentials.GetAsync(Token);

        credentials.Drop(refused);
        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => TokenAsync(credentials)));
        credentials.Drop(refused);

        Assert.All(all, token => Assert.Equal("token-2", token));
        Assert.Equal("token-2", await TokenAsync(credentials));
    }

    [Fact]
    public async Task A_request_that_is_refused_is_sent_again_with_a_fresh_token()
    {
        Counting(null);
        await using var server = await Cluster.StartAsync();
        using var client = new ApiClient(new ClusterConnection { Server = server.Address, Credentials = Load() });
        server.Unauthorize(1);

        await client.VersionAsync(Token);

        Assert.Equal(["Bearer token-1", "Bearer token-2"], server.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task Takes_a_client_certificate()
    {
        using var authority = new FakeAuthority();
        using var certificate = authority.ForClient("CN=me");
        _directory.Write("answer", $$$"""
            {"apiVersion":"{{{V1}}}","kind":"ExecCredential","status":{"clientCertificateData":{{{Json(certificate.ExportCertificatePem())}}},"clientKeyData":{{{Json(FakeAuthority.KeyPem(certificate))}}}}}
            """);
        Program("""cat "$DIR/answer" """);

        Assert.Equal("CN=me", (await Load().GetAsync(Token)).Certificate!.Subject);
    }

    [Theory]
    [InlineData("echo hello", "what it printed is no JSON.")]
    [InlineData("""echo '{"kind":"ExecCredentials","apiVersion":"client.authentication.k8s.io/v1"}'""", "it printed 'client.authentication.k8s.io/v1' 'ExecCredentials', and 'client.authentication.k8s.io/v1' 'ExecCredential' was asked for.")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"x"}}'""", "it printed 'client.authentication.k8s.io/v1beta1' 'ExecCredential', and 'client.authentication.k8s.io/v1' 'ExecCredential' was asked for.")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}'""", "it gave neither a token nor a client certificate.")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"x"}}'""", "it gave only one of clientCertificateData and clientKeyData.")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"x","expirationTimestamp":"soon"}}'""", "its expirationTimestamp 'soon' is no time.")]
    public async Task Says_what_is_wrong_with_an_answer(string script, string problem)
    {
        Program(script);
        var error = await Assert.ThrowsAsync<ConnectionException>(() => TokenAsync(Load()));
        Assert.Equal($"{_directory["config"]}:5:10: /users/0/user/exec: {_directory["get-token"]}: {problem}", error.Message.Replace(Remedy, ".", StringComparison.Ordinal));
        Assert.EndsWith(Remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_when_the_program_fails()
    {
        Program("exit 3");
        using var client = new ApiClient(new ClusterConnection { Server = new Uri("https://127.0.0.1:1"), Credentials = Load() });

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync(Token));

        Assert.Equal(
            $"{_directory["config"]}:5:10: /users/0/user/exec: {_directory["get-token"]} ended with exit code 3; it says why on standard error.",
            error.Message);
    }

    [Fact]
    public async Task Says_how_to_get_a_program_that_is_missing()
    {
        var error = await Assert.ThrowsAsync<ConnectionException>(() => TokenAsync(Load("installHint: Get it from your provider.")));
        Assert.EndsWith("get-token cannot be started. Get it from your provider.", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<ConnectionException>(() => TokenAsync(Load(command: "egressguard-no-such-program")));
        Assert.EndsWith("egressguard-no-such-program cannot be started. Install it, or put its directory into PATH.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_wait_for_ever()
    {
        Hanging();
        var token = TokenAsync(Load());
        var process = await HangingProcessAsync();
        await _time.PassAsync(TimeSpan.FromMinutes(1));
        var error = await Assert.ThrowsAsync<ConnectionException>(() => token);
        Assert.EndsWith(
            "get-token gave no credentials within 60 s; run it in a terminal to see what it waits for.", error.Message, StringComparison.Ordinal);
        await EndedAsync(process);
    }

    [Fact]
    public async Task Ends_the_program_when_nobody_wants_its_answer_any_more()
    {
        Hanging();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = Load().GetAsync(cancellation.Token);
        var process = await HangingProcessAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await answer);
        await EndedAsync(process);
    }

    [Fact]
    public async Task Asks_again_after_a_failure()
    {
        Program("""test -e "$DIR/login" || exit 1; """ + Answer("one"));
        var credentials = Load();
        await Assert.ThrowsAsync<ConnectionException>(() => TokenAsync(credentials));
        _directory.Write("login", "");
        Assert.Equal("one", await TokenAsync(credentials));
    }

    [Fact]
    public async Task Takes_a_token_only_where_a_header_can_carry_it()
    {
        Program(Answer("two words"));
        var error = await Assert.ThrowsAsync<ConnectionException>(() => TokenAsync(Load()));
        Assert.EndsWith(
            "get-token: the token has white space or special characters in it; write the bare token in one line.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_for_a_program_in_PATH_and_not_in_the_current_directory()
    {
        var program = _directory.WriteProgram("bin/tool", "");
        _directory.Write("data/tool", "no program");
        var current = Path.GetRelativePath(Directory.GetCurrentDirectory(), _directory["bin"]);
        Assert.Equal(program, ExecProgram.Find("tool", $"{_directory["data"]}:{_directory["gone"]}:{_directory["bin"]}"));
        Assert.Equal(program, ExecProgram.Find(program, null));
        Assert.Null(ExecProgram.Find("tool", current));
        Assert.Null(ExecProgram.Find("tool", null));
        Assert.Null(ExecProgram.Find(_directory["data/tool"], _directory["bin"]));
    }

    private static async Task<string?> TokenAsync(Credentials credentials) => (await credentials.GetAsync(Token)).Authorization?.Parameter;

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static string Answer(string token) =>
        """echo '{"apiVersion":"VERSION","kind":"ExecCredential","status":{"token":"TOKEN"}}'"""
            .Replace("VERSION", V1, StringComparison.Ordinal).Replace("TOKEN", token, StringComparison.Ordinal);

    private void Hanging() => Program("""echo $$ > "$DIR/new"; mv "$DIR/new" "$DIR/pid"; exec sleep 600""");

    private async Task<int> HangingProcessAsync()
    {
        await Eventually.IsTrueAsync(() => File.Exists(_directory["pid"]), "the program that hangs");
        return int.Parse(await File.ReadAllTextAsync(_directory["pid"], Token), CultureInfo.InvariantCulture);
    }

    private static Task EndedAsync(int process) => Eventually.IsTrueAsync(
        () =>
        {
            try
            {
                using var found = Process.GetProcessById(process);
                return found.HasExited;
            }
            catch (ArgumentException)
            {
                return true;
            }
        },
        "the end of the program");

    /// <summary>A program that gives another token each time.</summary>
    private void Counting(DateTimeOffset? expiry)
    {
        var script = new StringBuilder("""echo x >> "$DIR/calls"; n=$(wc -l < "$DIR/calls" | tr -d ' '); """)
            .Append("""printf '{"apiVersion":"VERSION","kind":"ExecCredential","status":{"token":"token-%s"EXPIRY}}' "$n" """)
            .Replace("VERSION", V1)
            .Replace("EXPIRY", expiry is { } time ? $",\"expirationTimestamp\":\"{time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\"" : "");
        Program(script.ToString());
    }

    private void Program(string script) => _directory.WriteProgram("get-token", $"DIR='{_directory}'\n{script}\n");

    /// <summary>The command is a path from the directory of the kubeconfig.</summary>
    private Credentials Load(string more = "", string command = "./get-token") => KubeConfig.Load(new KubeConfigOptions
    {
        Time = _time,
        File = _directory.Write("config", $$$"""
            current-context: prod
            contexts: [{name: prod, context: {cluster: one, user: me}}]
            users:
            - name: me
              user: {exec: {command: {{{command}}}, apiVersion: {{{V1}}}, {{{more}}} }}
            clusters:
            - name: one
              cluster:
                server: https://one.example.com
                tls-server-name: api.example.com
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: shop}}]
            """),
    }).Credentials;
}
