using System.Net;
using System.Text;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.Connections;

public sealed class KubeConfigTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeAuthority _authority = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Takes_the_current_context()
    {
        var connection = Load("""
            apiVersion: v1
            kind: Config
            current-context: prod
            contexts:
            - {name: prod, context: {cluster: one, user: me, namespace: shop}}
            - {name: other, context: {cluster: two}}
            clusters:
            - {name: one, cluster: {server: "https://one.example.com:6443/path", tls-server-name: api.example.com, proxy-url: "socks5://proxy.example.com:1080"}}
            - {name: two, cluster: {server: "https://two.example.com", insecure-skip-tls-verify: true}}
            users:
            - {name: me, user: {token: secret}}
            """);

        Assert.Equal("https://one.example.com:6443/path", connection.Server.AbsoluteUri);
        Assert.Equal("shop", connection.Namespace);
        Assert.Equal("api.example.com", connection.TlsServerName);
        Assert.Equal(new Uri("socks5://proxy.example.com:1080"), Assert.IsType<WebProxy>(connection.Proxy).Address);
        Assert.Null(connection.Authority);
        Assert.Equal("Bearer secret", await AuthorizationAsync(connection));

        var other = KubeConfig.Load(new KubeConfigOptions { File = _directory["config"], Context = "other" });
        Assert.Equal("https://two.example.com/", other.Server.AbsoluteUri);
        Assert.Equal("default", other.Namespace);
        Assert.True(other.SkipTlsVerification);
        Assert.Null(await AuthorizationAsync(other));
    }

    [Fact]
    public void Names_are_case_sensitive()
    {
        var error = Fails(Config("Prod", cluster: "server: https://one.example.com"));
        Assert.Equal($"{_directory["config"]}: there is no context 'Prod'. Contexts: prod.", error);
    }

    [Fact]
    public void Merges_the_files_of_KUBECONFIG_and_the_first_one_wins()
    {
        var first = _directory.Write("a/config", """
            current-context: mine
            clusters: [{name: one, cluster: {server: "https://first.example.com", certificate-authority: ca.crt}}]
            """);
        _directory.Write("a/ca.crt", _authority.Pem);
        var second = _directory.Write("b/config", """
            current-context: theirs
            clusters: [{name: one, cluster: {server: "https://second.example.com", tls-server-name: not.example.com}}]
            contexts: [{name: mine, context: {cluster: one}}, {name: theirs, context: {cluster: one}}]
            """);
        _environment["KUBECONFIG"] = string.Join(Path.PathSeparator, first, _directory["missing"], "", second);

        var connection = FromEnvironment();

        Assert.Equal("https://first.example.com/", connection.Server.AbsoluteUri);
        Assert.Null(connection.TlsServerName);
        Assert.Single(connection.Authority!.Certificates);
    }

    [Fact]
    public void Looks_into_the_home_directory_last()
    {
        Assert.Equal(
            $"{_directory[".kube/config"]}: there is no such file; pass --kubeconfig FILE, or set KUBECONFIG.",
            Assert.Throws<ConnectionException>(FromEnvironment).Message);
        _directory.Write(".kube/config", Config("prod", "server: https://home.example.com"));
        Assert.Equal("home.example.com", FromEnvironment().Server.Host);
        _environment["KUBECONFIG"] = _directory.Write("other", Config("prod", "server: https://variable.example.com"));
        Assert.Equal("variable.example.com", FromEnvironment().Server.Host);
        Assert.Equal("option.example.com", Load(Config("prod", "server: https://option.example.com")).Server.Host);
        Assert.Equal(
            $"{_directory["gone"]}: there is no such file (kubeconfig).",
            Assert.Throws<ConnectionException>(() => KubeConfig.Load(new KubeConfigOptions { File = _directory["gone"] })).Message);
    }

    [Fact]
    public void Data_beats_a_file()
    {
        _directory.Write("ca.crt", "of no use");
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem + _authority.Pem));
        var connection = Load(Config("prod", $"server: https://one.example.com, certificate-authority: ca.crt, certificate-authority-data: {data}"));
        Assert.Equal(2, connection.Authority!.Certificates.Count);
    }

    [Fact]
    public void Takes_the_login_of_a_proxy_from_its_address()
    {
        var proxy = new Uri("http://proxy.example.com:3128");
        var login = Load(Config("prod", "server: https://a, proxy-url: 'http://me:a%40b@proxy.example.com:3128'")).Proxy!.Credentials!.GetCredential(proxy, "Basic")!;
        Assert.Equal(("me", "a@b"), (login.UserName, login.Password));
        Assert.Null(Load(Config("prod", "server: https://a, proxy-url: 'http://proxy.example.com:3128'")).Proxy!.Credentials);
    }

    [Fact]
    public void An_empty_KUBECONFIG_is_none()
    {
        _directory.Write(".kube/config", Config("prod", "server: https://home.example.com"));
        _environment["KUBECONFIG"] = Path.PathSeparator.ToString();
        Assert.Equal("home.example.com", FromEnvironment().Server.Host);
    }

    [Fact]
    public void Lists_the_contexts_of_all_files_where_one_is_not_known()
    {
        var first = _directory.Write("a", "contexts: [{name: shop}, {name: prod}]");
        var second = _directory.Write("b", "contexts: [{name: prod}, {name: dev}]");
        _environment["KUBECONFIG"] = string.Join(Path.PathSeparator, first, second);
        var options = new KubeConfigOptions { Context = "test", Environment = _environment.GetValueOrDefault, Home = _directory.ToString() };
        Assert.Equal(
            $"{first}, {second}: there is no context 'test'. Contexts: dev, prod, shop.",
            Assert.Throws<ConnectionException>(() => KubeConfig.Load(options)).Message);
    }

    [Fact]
    public async Task Reads_every_kind_of_credentials()
    {
        _directory.Write("token", "from-file");
        using var certificate = _authority.ForClient("CN=me");
        _directory.Write("pki/me.crt", certificate.ExportCertificatePem());
        var key = Convert.ToBase64String(Encoding.UTF8.GetBytes(FakeAuthority.KeyPem(certificate)));

        Assert.Equal("Bearer from-file", await AuthorizationAsync(User("tokenFile: token, token: fallback")));
        Assert.Equal("Bearer fallback", await AuthorizationAsync(User("tokenFile: missing, token: fallback")));
        Assert.Equal("Basic bWU6cGFzcw==", await AuthorizationAsync(User("username: me, password: pass")));
        var connection = User($"client-certificate: pki/me.crt, client-key-data: {key}, client-key: missing, exec: {{command: never, apiVersion: none}}");
        var credential = await connection.Credentials.GetAsync(TestContext.Current.CancellationToken);
        Assert.Equal("CN=me", credential.Certificate!.Subject);
        Assert.True(credential.Certificate.HasPrivateKey);
        Assert.Null(credential.Authorization);
        Assert.Equal("Bearer one", await AuthorizationAsync(User("token: one, exec: {command: never, apiVersion: none}")));
        Assert.Null(await AuthorizationAsync(User("")));
    }

    [Theory]
    [InlineData("token: 0123", ":5:37: /users/0/user/token: it must be a text; put it in quotes.")]
    [InlineData("tokenFile: gone", "DIR/gone: there is no such file (FILE:5:37: /users/0/user/tokenFile).")]
    [InlineData("token: 'two words'", ":5:37: /users/0/user/token: the token has white space or special characters in it; write the bare token in one line.")]
    [InlineData("token: \"\\u00e9\"", ":5:37: /users/0/user/token: the token has white space or special characters in it; write the bare token in one line.")]
    [InlineData("auth-provider: {name: oidc}", ":5:37: /users/0/user/auth-provider: Kubernetes has removed it; use exec with the plugin of your provider, which its command line sets up.")]
    [InlineData("as: root, token: one", ":5:37: /users/0/user/as: impersonation is not supported; use a user who has the permissions.")]
    [InlineData("token: one, username: me", ":5:49: /users/0/user/username: there is a token as well; remove one of them.")]
    [InlineData("client-key-data: eA==", ":5:37: /users/0/user/client-key-data: there is a key and no client-certificate; add the certificate or remove the key.")]
    [InlineData("client-certificate-data: eA==", ":5:37: /users/0/user/client-certificate-data: there is a certificate and no client-key; add the key or remove the certificate.")]
    [InlineData("client-certificate-data: '%'", ":5:37: /users/0/user/client-certificate-data: it is no base64; encode the PEM text, as base64 -w0 does, or name a file without -data.")]
    [InlineData("exec: {command: get}", ":5:37: /users/0/user/exec/apiVersion: it is missing; write client.authentication.k8s.io/v1, or renew the entry with the command line of your provider.")]
    [InlineData("exec: {command: get, apiVersion: client.authentication.k8s.io/v1alpha1}", ":5:58: /users/0/user/exec/apiVersion: 'client.authentication.k8s.io/v1alpha1' is not supported; write client.authentication.k8s.io/v1, or renew the entry with the command line of your provider.")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1}", ":5:37: /users/0/user/exec/command: it is missing; name the program.")]
    [InlineData("exec: {command: get, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}", ":5:103: /users/0/user/exec/interactiveMode: the plugin wants to ask a person, and here is nobody to ask; use IfAvailable or Never.")]
    [InlineData("exec: {command: get, apiVersion: client.authentication.k8s.io/v1, args: [1]}", ":5:110: /users/0/user/exec/args/0: it must be a text; put it in quotes.")]
    public void Says_what_is_wrong_with_a_user(string user, string problem) =>
        Assert.Equal(Expected(problem), Fails(Config("prod", "server: https://one.example.com", user)));

    [Theory]
    [InlineData("", ":4:24: /clusters/0/cluster/server: it is missing; write https:// and the address of the API server.")]
    [InlineData("server: one.example.com", ":4:35: /clusters/0/cluster/server: 'one.example.com' is no address; write https:// and the address of the API server.")]
    [InlineData("server: https://a, proxy-url: 'ftp://b'", ":4:54: /clusters/0/cluster/proxy-url: 'ftp://b' is no address of a proxy; write http://, https:// or socks5:// and its address.")]
    [InlineData("server: https://a, certificate-authority: gone", "DIR/gone: there is no such file (FILE:4:54: /clusters/0/cluster/certificate-authority).")]
    [InlineData("server: https://a, certificate-authority-data: eA==", ":4:54: /clusters/0/cluster/certificate-authority-data: there is no certificate in it; it must hold PEM, -----BEGIN CERTIFICATE-----.")]
    [InlineData("server: https://a, insecure-skip-tls-verify: 'yes'", ":4:54: /clusters/0/cluster/insecure-skip-tls-verify: it must be true or false, without quotes.")]
    public void Says_what_is_wrong_with_a_cluster(string cluster, string problem) => Assert.Equal(Expected(problem), Fails(Config("prod", cluster)));

    [Fact]
    public void Refuses_to_skip_what_it_is_told_to_check()
    {
        _directory.Write("ca.crt", _authority.Pem);
        Assert.Equal(
            Expected(":4:54: /clusters/0/cluster/insecure-skip-tls-verify: it contradicts the certificate authority beside it; remove one of them."),
            Fails(Config("prod", "server: https://a, insecure-skip-tls-verify: true, certificate-authority: ca.crt")));
    }

    [Theory]
    [InlineData("", "FILE: current-context is not set; set it with kubectl config use-context NAME. No context is defined.")]
    [InlineData("a: 1\n---\nb: 1\n", "FILE: it holds 2 documents; a kubeconfig is one.")]
    [InlineData("contexts: {}", ":1:1: /contexts: it must be a list.")]
    [InlineData("contexts: [1]", ":1:12: /contexts/0: it must be a mapping.")]
    [InlineData("contexts: [{context: {}}]", ":1:12: /contexts/0/name: it is missing; give it a name.")]
    [InlineData("contexts: [{name: a}, {name: a}]", ":1:24: /contexts/1/name: there are two contexts named 'a'; remove one.")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {}}]", ":2:22: /contexts/0/context/cluster: it is missing; name one of the clusters.")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]", ":2:32: /contexts/0/context/cluster: there is no cluster 'b'; name one of the clusters of FILE.")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: b, user: c}}]\nclusters: [{name: b, cluster: {server: 'https://b'}}]", ":2:44: /contexts/0/context/user: there is no user 'c'; name one of the users of FILE.")]
    public void Says_what_is_wrong_with_a_file(string text, string problem) => Assert.Equal(Expected(problem), Fails(text));

    private static string Config(string current, string cluster, string user = "") => $$$"""
        current-context: {{{current}}}
        contexts:
        - {name: prod, context: {cluster: one, user: me}}
        clusters: [{name: one, cluster: { {{{cluster}}} }}]
        users: [{name: me, user:          { {{{user}}} }}]
        """;

    private static async Task<string?> AuthorizationAsync(ClusterConnection connection) =>
        (await connection.Credentials.GetAsync(TestContext.Current.CancellationToken)).Authorization?.ToString();

    private ClusterConnection User(string user) => Load(Config("prod", "server: https://one.example.com", user));

    private ClusterConnection Load(string text) =>
        KubeConfig.Load(new KubeConfigOptions { File = _directory.Write("config", text), Time = new ManualTime() });

    private ClusterConnection FromEnvironment() =>
        KubeConfig.Load(new KubeConfigOptions { Environment = _environment.GetValueOrDefault, Home = _directory.ToString() });

    private string Fails(string text) => Assert.Throws<ConnectionException>(() => Load(text)).Message;

    private string Expected(string problem) => (problem.StartsWith(':') ? "FILE" + problem : problem)
        .Replace("FILE", _directory["config"], StringComparison.Ordinal)
        .Replace("DIR", _directory.ToString(), StringComparison.Ordinal);
}
