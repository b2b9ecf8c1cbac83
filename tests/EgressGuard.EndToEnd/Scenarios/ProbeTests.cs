using System.Text.Json;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Scenarios;

/// <summary><c>egressguard probe</c> on a real API server: its answers are worded as the command reads them.</summary>
public sealed class ProbeTests(World world) : Scenario(world)
{
    [Fact]
    public async Task Behind_the_guard_nothing_slips_past_and_what_is_in_order_goes_through()
    {
        await Kube.CreateAsync(Samples.Pod(Namespace));

        await using var process = ChildProcess.Start(
            "egressguard probe",
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "egressguard.dll"), "probe", "--kubeconfig", World.KubeConfigFile, "-n", Namespace, "-o", "json"]);
        var code = await process.WaitForExitAsync();
        var output = string.Join('\n', process.Lines);

        Assert.True(code == 0, output);
        using var report = JsonDocument.Parse(output);
        var summary = report.RootElement.GetProperty("summary");
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.Equal((0, 0), (summary.GetProperty("notBlocked").GetInt32(), summary.GetProperty("controlsRefused").GetInt32()));
        Assert.InRange(summary.GetProperty("blocked").GetInt32(), 10, int.MaxValue);
        Assert.InRange(summary.GetProperty("controlsAdmitted").GetInt32(), 1, int.MaxValue);
    }
}
