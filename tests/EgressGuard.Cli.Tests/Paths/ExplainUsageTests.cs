using EgressGuard.Cli.Tests.Check;

namespace EgressGuard.Cli.Tests.Paths;

public sealed class ExplainUsageTests
{
    [Theory]
    [InlineData("Option '--host' is required.", "explain", "--from", "shop", "-")]
    [InlineData("Option '--from' is required.", "explain", "--host", "api.example.com", "-")]
    [InlineData("Required argument missing for command: 'explain'.", "explain", "--from", "shop", "--host", "api.example.com")]
    [InlineData("'192.0.2.7' is an IP address", "explain", "--from", "shop", "--host", "192.0.2.7", "-")]
    [InlineData("write --host api.example.com --port 443.", "explain", "--from", "shop", "--host", "https://api.example.com/v1", "-")]
    [InlineData("write --host api.example.com --port 8443.", "explain", "--from", "shop", "--host", "api.example.com:8443", "-")]
    [InlineData("'0' is no port", "explain", "--from", "shop", "--host", "api.example.com", "--port", "0", "-")]
    [InlineData("'65536' is no port", "explain", "--from", "shop", "--host", "api.example.com", "--port", "65536", "-")]
    [InlineData("'https' is no port", "explain", "--from", "shop", "--host", "api.example.com", "--port", "https", "-")]
    [InlineData("'Shop/web' cannot be a namespace", "explain", "--from", "Shop/web", "--host", "api.example.com", "-")]
    [InlineData("Argument 'html' not recognized.", "explain", "--from", "shop", "--host", "api.example.com", "-", "-o", "html")]
    public void Wrong_usage_of_explain_says_what_to_write(string expected, params string[] args)
    {
        var run = CommandLine.Run(args);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("Try: egressguard explain --help\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Required argument missing for command: 'map'.", "map")]
    [InlineData("Argument 'svg' not recognized.", "map", "-", "-o", "svg")]
    [InlineData("There is no option '--from'.", "map", "-", "--from")]
    public void Wrong_usage_of_map_says_what_to_write(string expected, params string[] args)
    {
        var run = CommandLine.Run(args);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("Try: egressguard map --help\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map", "-")]
    [InlineData("explain", "--from", "shop", "--host", "api.example.com", "-")]
    public void What_cannot_be_read_has_no_answer(params string[] args)
    {
        var notKubernetes = CommandLine.RunWith("a: b\n", args);
        var malformed = CommandLine.RunWith("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec: {servers: 1}\n", args);

        Assert.Equal((2, ""), (notKubernetes.ExitCode, notKubernetes.Output));
        Assert.StartsWith("egressguard: stdin:1:1: the object has no kind", notKubernetes.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (malformed.ExitCode, malformed.Output));
        Assert.StartsWith("egressguard: stdin:4:8: Gateway at /spec/servers:", malformed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invalid_policy_is_told()
    {
        using var files = new TemporaryFiles();
        var policy = files.Write("policy.yaml", "apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {name: p}\nspec: {mesh: {frob: 1}}\n");
        var run = CommandLine.Run("map", "-", "--policy", policy);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("the policy is invalid", run.Error, StringComparison.Ordinal);
    }
}
