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
}
