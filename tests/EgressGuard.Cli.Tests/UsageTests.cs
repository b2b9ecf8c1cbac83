namespace EgressGuard.Cli.Tests;

public sealed class UsageTests
{
    [Fact]
    public void Wrong_usage_is_exit_code_2_and_no_result()
    {
        var run = CommandLine.Run("check", "--frob");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.EndsWith("Try: egressguard check --help\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Try: egressguard --help\n", "frob")]
    [InlineData("Try: egressguard policy --help\n", "policy", "frob")]
    [InlineData("Try: egressguard policy validate --help\n", "policy", "validate")]
    [InlineData("Try: egressguard mutate --help\n", "mutate", "-", "-o", "frob")]
    public void Help_is_offered_for_the_command_at_fault(string expected, params string[] args)
    {
        var run = CommandLine.Run(args);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.EndsWith(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_the_products() => Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", CommandLine.Run("--version").Output);
}
