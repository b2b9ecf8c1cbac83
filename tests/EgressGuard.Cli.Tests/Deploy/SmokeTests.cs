namespace EgressGuard.Cli.Tests.Deploy;

/// <summary>What the README has people try after the installation is refused by every guard.</summary>
public sealed class SmokeTests
{
    [Fact]
    public void The_sample_is_refused_with_nothing_else_in_the_cluster() =>
        Assert.Equal(1, CommandLine.Run("check", Path.Combine(ChartValuesTests.Root(), "deploy", "samples", "smoke-test.yaml")).ExitCode);
}
