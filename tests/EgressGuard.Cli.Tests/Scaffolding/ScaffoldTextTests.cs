using EgressGuard.Cli.Tests.Doors;

namespace EgressGuard.Cli.Tests.Scaffolding;

/// <summary>One set of each mode, word for word: <c>tests/fixtures/scaffold</c>.</summary>
public sealed class ScaffoldTextTests
{
    [Theory]
    [InlineData("http")]
    [InlineData("passthrough")]
    [InlineData("passthrough-mtls")]
    [InlineData("tls-origination", "--export-to", "billing")]
    public void A_set_reads_as_it_should(string mode, params string[] options)
    {
        var run = ScaffoldRun.Run(mode, options);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(File.ReadAllText(Path.Combine(Corpus.Root, "tests", "fixtures", "scaffold", mode + ".yaml")), run.Output);
    }

    /// <summary>Nothing is reachable before its route is there.</summary>
    [Fact]
    public void The_ServiceEntry_comes_last_and_after_the_rules_its_route_needs()
    {
        foreach (var mode in ScaffoldRun.Modes)
        {
            var kinds = ScaffoldRun.Objects(ScaffoldRun.Run(mode).Output).Select(item => item.Object.Kind.ToString()).Distinct();

            Assert.Equal(["DestinationRule", "Gateway", "VirtualService", "ServiceEntry"], kinds);
        }
    }

    [Fact]
    public void Who_may_not_have_a_Gateway_gets_it_beside_the_gateway_under_a_name_that_nobody_else_has()
    {
        using var files = new Check.TemporaryFiles();
        var policy = files.Write(
            "policy.yaml",
            "apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {name: p}\n"
            + "spec: {gateways: {allowedNamespaces: [edge]}}\n");

        var listed = ScaffoldRun.Run("http", "--policy", policy, "--namespace", "edge").Output;
        var other = ScaffoldRun.Run("http", "--policy", policy).Output;

        Assert.Contains("  name: api-example-com-80\n  namespace: edge\nspec:\n  selector:", listed, StringComparison.Ordinal);
        Assert.Contains("    - \"./api.example.com\"\n", listed, StringComparison.Ordinal);
        Assert.Contains("  name: shop-api-example-com-80\n  namespace: istio-system\nspec:\n  selector:", other, StringComparison.Ordinal);
        Assert.Contains("    - shop/api.example.com\n", other, StringComparison.Ordinal);
        Assert.Contains("  - mesh\n  - istio-system/shop-api-example-com-80\n", other, StringComparison.Ordinal);
    }
}
