namespace EgressGuard.Cli.Tests.Scaffolding;

public sealed class ScaffoldUsageTests
{
    [Theory]
    [InlineData("192.0.2.1", "is an address")]
    [InlineData("192.0.2.1.", "is an address")]
    [InlineData("2001:db8::1", "is an address")]
    [InlineData("[2001:db8::1]", "is an address")]
    [InlineData("*.example.com", "is a wildcard, for which the gateway has nothing to look up; make a set for each host")]
    [InlineData("*", "is a wildcard")]
    [InlineData("api.*.com", "is a wildcard")]
    [InlineData("https://api.example.com/v1", "is more than a name; write --host api.example.com\n")]
    [InlineData("api.example.com:8443", "is more than a name; write --host api.example.com --port 8443\n")]
    [InlineData("shop/api.example.com", "is more than a name; write ")]
    [InlineData("kubernetes", "is a name of the cluster")]
    [InlineData("web.shop.svc", "is a name of the cluster")]
    [InlineData("Web.Shop.svc.cluster.local", "is a name of the cluster")]
    [InlineData("api..example.com", "is no DNS name")]
    [InlineData("-api.example.com", "is no DNS name")]
    [InlineData("a_b.example.com", "is no DNS name")]
    [InlineData("bücher.example.com", "in their ASCII form (xn--...)")]
    [InlineData("a b.example.com", "is no DNS name")]
    [InlineData("a\u001b[2Jb.example.com", "a\\u001b[2Jb.example.com")]
    [InlineData("api.example.123", "ends in a number")]
    [InlineData("", "is empty; write the DNS name")]
    [InlineData(".", "is empty; write the DNS name")]
    public void A_host_for_which_there_is_no_set(string host, string expected) =>
        AssertRefused(expected, ScaffoldRun.Run("http", "--host", host));

    [Fact]
    public void A_host_that_is_too_long() => AssertRefused(
        "has 255 characters, and a DNS name has at most 253",
        ScaffoldRun.Run("http", "--host", string.Concat(Enumerable.Repeat("a.", 126)) + "com"));

    [Theory]
    [InlineData("there is no --mode 'mutual-tls'; write http, passthrough, passthrough-mtls or tls-origination", "mutual-tls")]
    [InlineData("there is no --mode 'pass-through'; did you mean 'passthrough'?", "pass-through")]
    [InlineData("there is no --mode 'HTTP'", "HTTP")]
    [InlineData("--namespace 'Shop' is not a namespace; write lower-case", "http", "--namespace", "Shop")]
    [InlineData("--namespace '*' would show the host to every namespace", "http", "--namespace", "*")]
    [InlineData("--export-to 'a,b' is not a namespace", "http", "--export-to", "a,b")]
    [InlineData("--export-to '*' would show the host to every namespace", "http", "--export-to", "billing", "*")]
    [InlineData("--export-to '.' is no namespace; the own one is always among", "http", "--export-to", ".")]
    [InlineData("--port '0' is no port; write a number from 1 to 65535, or leave it out for 80", "http", "--port", "0")]
    [InlineData("--port '65536' is no port", "passthrough", "--port", "65536")]
    [InlineData("--port 'https' is no port", "passthrough", "--port", "https")]
    [InlineData("--port '-1' is no port", "passthrough", "--port", "-1")]
    [InlineData("--port 443 with --mode http: hosts speak TLS on 443", "http", "--port", "443")]
    [InlineData("--port 80 with --mode passthrough: hosts speak plain HTTP on 80", "passthrough", "--port", "80")]
    [InlineData("--port 80 with --mode passthrough-mtls: hosts speak plain HTTP on 80", "passthrough-mtls", "--port", "80")]
    [InlineData("--port 80 with --mode tls-origination: clients dial 80", "tls-origination", "--port", "80")]
    [InlineData("--name 'a.b' is no name that Istio takes for a Gateway", "http", "--name", "a.b")]
    [InlineData("--gateway 'a/b' is no egress gateway of the policy; write NAMESPACE/SERVICE, one of: istio-", "http", "--gateway", "a/b")]
    public void An_option_that_is_wrong(string expected, string mode, params string[] options) =>
        AssertRefused(expected, ScaffoldRun.Run(mode, options));

    [Fact]
    public void Every_option_that_is_missing_is_told() => Assert.Equal(
        (2, "", """
            egressguard: options are missing (egressguard scaffold --help tells more):
              --mode: http, passthrough, passthrough-mtls or tls-origination
              --namespace: the namespace of the application

            """),
        Result(CommandLine.Run("scaffold", "--host", "api.example.com")));

    [Theory]
    [InlineData("API.Example.com")]
    [InlineData("api.example.com.")]
    public void A_host_that_is_normalised_is_told(string host)
    {
        var run = ScaffoldRun.Run("passthrough", "--host", host);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("egressguard: the host is written as api.example.com, the form in which Istio compares hosts\n", run.Error);
        Assert.Equal(ScaffoldRun.Run("passthrough").Output, run.Output);
    }

    [Fact]
    public void A_set_that_the_policy_does_not_admit_is_not_written()
    {
        using var files = new Check.TemporaryFiles();
        var policy = files.Write("policy.yaml", Check.Manifests.Policy("EG412", "Deny"));

        AssertRefused(
            "the policy does not admit this set, and nothing is written:\nGateway shop/api-example-com: EG412 anonymous-hop: ",
            ScaffoldRun.Run("passthrough", "--policy", policy));
        Assert.Equal(0, ScaffoldRun.Run("passthrough-mtls", "--policy", policy).ExitCode);
    }

    [Fact]
    public void A_label_that_depends_on_an_unknown_namespace_is_left_to_admission_and_told()
    {
        using var files = new Check.TemporaryFiles();
        var policy = files.Write(
            "policy.yaml",
            "apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {name: p}\n"
            + "spec: {labels: [{kinds: [ServiceEntry], key: owner, fromNamespaceLabel: team}]}\n");

        var run = ScaffoldRun.Run("http", "--policy", policy);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("egressguard: whether ServiceEntry objects get the label owner in", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("labels:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_sidecars_apply_the_routes_of_a_set()
    {
        using var files = new Check.TemporaryFiles();

        var ambient = ScaffoldRun.Run("http", "--policy", files.Write("ambient.yaml", PolicyWithModes("ambient")));
        var both = ScaffoldRun.Run("http", "--policy", files.Write("both.yaml", PolicyWithModes("sidecar, ambient")));

        AssertRefused("the policy's mesh has no sidecars", ambient);
        Assert.Equal(0, both.ExitCode);
        Assert.StartsWith("egressguard: the set is for pods with a sidecar;", both.Error, StringComparison.Ordinal);
    }

    private static string PolicyWithModes(string modes) =>
        $"apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {{name: p}}\nspec: {{mesh: {{dataplaneModes: [{modes}]}}}}\n";

    private static void AssertRefused(string expected, CommandLine run)
    {
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("egressguard: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Error);
    }

    private static (int ExitCode, string Output, string Error) Result(CommandLine run) => (run.ExitCode, run.Output, run.Error);
}
