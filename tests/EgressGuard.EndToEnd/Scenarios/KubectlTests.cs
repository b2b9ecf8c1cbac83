using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Scenarios;

/// <summary>What a person sees who writes with kubectl.</summary>
public sealed class KubectlTests(World world) : Scenario(world)
{
    [Fact]
    public async Task Apply_prints_the_refusal_and_fails()
    {
        var (code, output) = await ApplyAsync(Samples.OpenServiceEntry(Namespace).ToJsonString());

        Assert.NotEqual(0, code);
        Assert.Contains("denied the request", output, StringComparison.Ordinal);
        Assert.Contains("EG102", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--server-side")]
    [InlineData("--dry-run=server")]
    public async Task Apply_takes_what_nothing_is_wrong_with_and_again(params string[] options)
    {
        for (var i = 0; i < 2; i++)
        {
            var (code, output) = await ApplyAsync(Samples.ServiceEntry(Namespace).ToJsonString(), options);
            Assert.True(code == 0, output);
        }
    }

    private async Task<(int Code, string Output)> ApplyAsync(string manifest, params string[] options)
    {
        Assert.SkipUnless(Kubectl is not null, "There is no kubectl in PATH.");
        using var folder = new TemporaryFolder();
        await using var process = ChildProcess.Start(
            "kubectl apply",
            Kubectl!,
            ["--kubeconfig", World.KubeConfigFile, "--request-timeout=30s",
             "apply", "-f", folder.Write("manifest.json", manifest), .. options]);
        return (await process.WaitForExitAsync(), string.Join('\n', process.Lines));
    }

    private static string? Kubectl => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl"))
        .FirstOrDefault(File.Exists);
}
