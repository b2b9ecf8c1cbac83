using System.Text.Json;
using EgressGuard.Cli.Tests.Check;

namespace EgressGuard.Cli.Tests.Paths;

public sealed class ExplainCommandTests
{
    [Fact]
    public void A_direct_path_is_exit_code_1_and_names_what_is_missing()
    {
        var run = Explain(PathManifests.Direct, "api.example.com");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("shop -> api.example.com:443 (TLS): leaves directly\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  Fault: mesh-leg-missing (C1)", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n     VirtualService shop/api  stdin:29  /spec/gateways\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n     Fix: Add mesh to the gateways of the VirtualService", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("API.Example.com")]
    [InlineData("api.example.com.")]
    public void A_host_is_the_same_in_capitals_and_with_a_dot_behind(string host) =>
        Assert.Equal(Explain(PathManifests.Direct, "api.example.com").Output, Explain(PathManifests.Direct, host).Output);

    [Theory]
    [InlineData("*.cdn.example.com")]
    [InlineData("eu.cdn.example.com")]
    public void Every_declared_port_is_answered(string host)
    {
        var run = Explain(PathManifests.Wildcard, host, "-o", "json");
        using var json = JsonDocument.Parse(run.Output);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            [(host, 80, "HTTP", "Direct"), (host, 443, "TLS", "Direct")],
            json.RootElement.GetProperty("paths").EnumerateArray().Select(path => (
                path.GetProperty("host").GetString(),
                path.GetProperty("port").GetInt32(),
                path.GetProperty("protocol").GetString(),
                path.GetProperty("outcome").GetString())));
    }

    [Fact]
    public void A_host_that_nobody_declares_is_asked_for_at_the_usual_ports()
    {
        var run = Explain(PathManifests.Wildcard, "api.example.com");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("shop -> api.example.com:443: nothing leaves\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n\nshop -> api.example.com:80: nothing leaves\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "\nNo ServiceEntry that namespace shop sees declares api.example.com, so ports 443 and 80 were asked for.\n"
            + "The input has no Gateway and no VirtualService, and is taken to be the whole mesh.\n",
            run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_asked_for_is_the_only_one()
    {
        var run = Explain(PathManifests.Direct, "api.example.com", "--port", "8443");

        Assert.StartsWith("shop -> api.example.com:8443: nothing leaves\n", run.Output, StringComparison.Ordinal);
        Assert.Single(run.Output.Split('\n'), line => line.StartsWith("shop -> ", StringComparison.Ordinal));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void A_namespace_that_the_input_does_not_have_is_told()
    {
        var run = CommandLine.RunWith(PathManifests.Direct, "explain", "--from", "shopp", "--host", "api.example.com", "--port", "443", "-");

        Assert.EndsWith(
            "\nNo ServiceEntry that namespace shopp sees declares api.example.com.\nNothing in the input is in namespace shopp; did you mean 'shop'?\n",
            run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_option_names_a_policy()
    {
        using var files = new TemporaryFiles();
        var inInput = Explain(PathManifests.Wildcard + "---\n" + PathManifests.Policy, "api.example.com");
        var asOption = Explain(PathManifests.Wildcard, "api.example.com", "--policy", files.Write("policy.yaml", PathManifests.Policy));

        Assert.Equal(0, inInput.ExitCode);
        Assert.Equal(1, asOption.ExitCode);
        Assert.StartsWith("shop -> api.example.com:443: leaves directly\n", asOption.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_that_name_no_namespace_are_in_the_one_of_the_option()
    {
        var entry = PathManifests.Wildcard.Replace(", namespace: shop", "", StringComparison.Ordinal);

        Assert.Equal(1, Explain(entry, "eu.cdn.example.com", "--namespace", "shop").ExitCode);
        Assert.Equal(0, Explain(entry, "eu.cdn.example.com").ExitCode);
    }

    private static CommandLine Explain(string input, string host, params string[] more) =>
        CommandLine.RunWith(input, ["explain", "--from", "shop", "--host", host, "-", .. more]);
}
