using System.Text;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Live;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Logging;

/// <summary>
/// Secrets as they look in the field, in every place where one can come to the webhook: in objects, around them, in headers and paths, in
/// its files, in what the API server answers. Whatever it prints at the lowest level, and its metrics, repeat none; nor do answers, where
/// no rule is about the value.
/// </summary>
public sealed class SecretValuesTests
{
    /// <summary>What all of them have in common, so that it is found wherever and in whatever part one is repeated.</summary>
    private const string Mark = "c0ffeeS3cr3t";

    private const string Pem = "-----BEGIN PRIVATE KEY-----\\nMIIc0ffeeS3cr3tAAA\\n-----END PRIVATE KEY-----";

    private const string DockerConfig = """{\"auths\":{\"registry.example.com\":{\"auth\":\"c0ffeeS3cr3t=\"}}}""";

    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        users: [{name: admin, user: {token: c0ffeeS3cr3t, client-key-data: c0ffeeS3cr3t}}]
        """;

    /// <summary>JSON that no rule quotes, in the place of a member's value.</summary>
    private static readonly string[] Values =
    [
        "\"eyJhbGciOiJSUzI1NiJ9.c0ffeeS3cr3t.c2ln\"", $"\"{Pem}\"", "\"Bearer c0ffeeS3cr3t\"", $"\"{DockerConfig}\"", "\"AKIAc0ffeeS3cr3t\"",
        "\"postgres://app:c0ffeeS3cr3t@db.example.com/shop?password=c0ffeeS3cr3t\"",
    ];

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Neither_log_nor_metrics_nor_answers_repeat_a_secret_of_a_request(string format)
    {
        await using var webhook = await WebhookProcess.StartAsync("--log-format", format, "--log-level", "debug", "--drain-seconds", "0");
        var answers = new List<string>();
        foreach (var review in Reviews())
        {
            Assert.Contains(Mark, review, StringComparison.Ordinal);
            foreach (var path in (string[])["/validate?timeout=10s&token=c0ffeeS3cr3t", "/mutate?token=c0ffeeS3cr3t"])
            {
                using var response = await webhook.PostAsync(path, Encoding.UTF8.GetBytes(review));
                answers.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }

        foreach (var request in Requests())
        {
            await using var connection = await RawConnection.OpenAsync(webhook.AdmissionPort);
            await connection.SendAsync(request);
            var answer = await connection.ReceiveAsync();
            answers.Add(answer.Text);
        }

        answers.Add(await webhook.Admin.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken));
        await webhook.SignalAsync("TERM");
        await webhook.WaitForExitAsync();
        Assert.True(webhook.Lines.Count > 2 * Values.Length, "a line for every review");
        Assert.All(answers, HoldsNoSecret);
        Assert.All(webhook.Lines, HoldsNoSecret);
    }

    [Fact]
    public async Task The_log_repeats_no_secret_of_a_file_that_somebody_put_in_the_wrong_place()
    {
        using var directory = new TemporaryDirectory();
        var certificate = TestCertificate.Create();
        directory.Write("tls/tls.crt", certificate.Chain);
        directory.Write("tls/tls.key", certificate.Key);
        var policy = directory.Write("policy/policy.yaml", "apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {name: default}\n");
        var exemptions = directory.Write("exemptions/exemptions.yaml", "");
        await using var webhook = await WebhookProcess.StartAsync(
            "--certificate", directory.File("tls/tls.crt"), "--key", directory.File("tls/tls.key"),
            "--policy", policy, "--exemptions", exemptions, "--log-level", "debug", "--drain-seconds", "0");

        string[] contents = [Mark, Pem.Replace("\\n", "\n", StringComparison.Ordinal), Kubeconfig, DockerConfig.Replace("\\", "", StringComparison.Ordinal)];
        foreach (var (content, count) in contents.Select((content, number) => (content, number + 1)))
        {
            directory.Write("policy/policy.yaml", content);
            directory.Write("exemptions/exemptions.yaml", content);
            directory.Write("tls/tls.key", content);
            await Told(webhook, "The policy is invalid.", count);
            await Told(webhook, "The exemptions are invalid.", count);
            await Told(webhook, "The certificate that was read before stays in use", 1);
        }

        // The key where the certificate is to stand.
        directory.Write("tls/tls.crt", contents[1]);
        await Told(webhook, "there is no PEM certificate in it", 1);
        Assert.All(webhook.Lines, HoldsNoSecret);
    }

    [Fact]
    public async Task The_log_repeats_no_credential_that_an_answer_of_the_API_server_does()
    {
        await using var world = await LiveWorld.StartAsync("--log-level", "debug");
        world.Cluster.FailRequests(1, 403, "Authorization: Bearer not-a-secret was sent", "serviceentries");
        world.Cluster.CloseWatches("serviceentries");

        await world.Webhook.WaitForLineAsync(line => line.Contains("Authorization: Bearer (the credential) was sent", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Webhook.Lines, line => line.Contains("not-a-secret", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Reviews()
    {
        foreach (var value in Values)
        {
            yield return Review($$"""{"hosts":["a.example.com"],"note":{{value}},"ports":[{"number":443,"name":"tls","protocol":"TLS","note":{{value}} }]}""", value);
            yield return Pod($$"""
                "annotations":{"note":{{value}},"kubectl.kubernetes.io/last-applied-configuration":{{value}} },"labels":{"note":{{value}} } },
                "spec":{"hostNetwork":true,"imagePullSecrets":[{"name":{{value}} }],"containers":[{"name":"app","image":"registry.example.com/app:1.0.0",
                "args":[{{value}}],"env":[{"name":"TOKEN","value":{{value}} }]}]}
                """);
            // Of other types than they are to be.
            yield return Pod($$""" "labels":{{value}} },"spec":{"containers":[{"name":"app","env":{{value}},"ports":{{value}} },{{value}}]}""");
        }

        var plain = Review("""{"hosts":["a.example.com"]}""", "\"x\"");
        yield return plain[..^2] + Mark;
        yield return plain + Mark;
        yield return plain.Replace("\"spec\"", $"\"{Mark}\":1,\"{Mark}\":2,\"spec\"", StringComparison.Ordinal);
        yield return plain.Replace("\"operation\":\"CREATE\"", $"\"operation\":\"CREATE\",\"options\":\"{Mark}\"", StringComparison.Ordinal);
        yield return plain.Replace("\"request\":{", $"\"request\":\"{Mark}\",\"other\":{{", StringComparison.Ordinal);
        yield return $"{Mark}\0{Mark}";
        yield return $$"""{"apiVersion":"v1","kind":"Secret","data":{"token":"{{Mark}}"} }""";
        yield return Kubeconfig;
    }

    /// <summary>Requests that carry a secret elsewhere than in a review.</summary>
    private static IEnumerable<string> Requests()
    {
        var review = Review("""{"hosts":["a.example.com"]}""", "\"x\"");
        var length = $"Content-Length: {Encoding.UTF8.GetByteCount(review)}\r\n";
        const string Json = "Content-Type: application/json\r\n";
        yield return $"POST /validate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Mark}\r\nCookie: session={Mark}\r\nX-Api-Key: {Mark}\r\n"
            + $"traceparent: {Mark}\r\ntracestate: a={Mark}\r\nbaggage: a={Mark}\r\n{Json}{length}\r\n{review}";
        yield return $"POST /validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Mark}/x\r\n{length}\r\n{review}";
        yield return $"POST /validate HTTP/1.1\r\nHost: {Mark}\r\nExpect: {Mark}\r\nContent-Encoding: {Mark}\r\n{Json}{length}\r\n{review}";
        yield return $"POST /{Mark}?token={Mark} HTTP/1.1\r\nHost: localhost\r\n{Json}{length}\r\n{review}";
        yield return $"{Mark} /validate HTTP/1.1\r\nHost: localhost\r\n\r\n";
        yield return $"POST /validate {Mark}\r\n\r\n";
        yield return $"POST /validate?{Mark}\u0001 HTTP/1.1\r\nHost: localhost\r\n{Mark}\u0001: {Mark}\r\n\r\n";
        yield return $"POST /validate HTTP/1.1\r\nHost: localhost\r\n{Json}Content-Length: {Mark}\r\n\r\n";
        yield return $"POST /validate HTTP/1.1\r\nHost: localhost\r\n{Json}Transfer-Encoding: chunked\r\n\r\n{Mark}\r\n{Mark}\r\n";
    }

    private static string Review(string spec, string value) => Samples
        .Review($$"""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"cnn","annotations":{"note":{{value}}} },"spec":{{spec}} }""")
        .Replace("\"username\":\"alice\"", $$"""
            "username":"alice","uid":"{{Mark}}","groups":["{{Mark}}"],"extra":{"token":["{{Mark}}"],"{{Mark}}":["x"]}
            """.Trim(), StringComparison.Ordinal);

    private static string Pod(string rest) => Samples
        .Review($$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"cnn",{{rest}} }""")
        .Replace("\"networking.istio.io\",\"version\":\"v1\",\"kind\":\"ServiceEntry\"", "\"\",\"version\":\"v1\",\"kind\":\"Pod\"", StringComparison.Ordinal);

    /// <summary>Waits until lines of some text are there.</summary>
    private static Task Told(WebhookProcess webhook, string text, int count) => Eventually.IsTrueAsync(
        () => webhook.Lines.Count(line => line.Contains(text, StringComparison.Ordinal)) >= count, $"{count} lines with '{text}'");

    private static void HoldsNoSecret(string text) => Assert.DoesNotContain(Mark, text, StringComparison.OrdinalIgnoreCase);
}
