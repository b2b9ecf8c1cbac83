namespace EgressGuard.Benchmarks.Soak.Changes;

/// <summary>The file of exemptions, which exempts two pods in turn.</summary>
internal sealed class ExemptionFileChange(string file, MetricsPage metrics, Prober prober, Findings findings)
    : Change("the file of exemptions", TimeSpan.FromSeconds(5), findings)
{
    private static readonly (string, string) Success = ("result", "success");

    /// <summary>The pods.</summary>
    public static IReadOnlyList<string> Pods { get; } = ["legacy-import", "legacy-export"];

    /// <summary>Writes the file in one step.</summary>
    public static void Write(string file, string pod)
    {
        File.WriteAllText(file + ".new", Samples.Exemption("of-the-file", pod, DateTimeOffset.UtcNow.AddDays(1)));
        File.Move(file + ".new", file, overwrite: true);
    }

    protected override async Task TurnAsync(int number)
    {
        var (exempted, other) = (Pods[(number + 1) % 2], Pods[number % 2]);
        var before = await metrics.SumAsync("egressguard_exemption_reloads_total", Success);
        Write(file, exempted);
        await metrics.UntilAsync(count => count > before, "egressguard_exemption_reloads_total", Success);
        prober.Expect(Samples.PortPod(exempted), "allowed EG303", "an exemption of the file");
        prober.Expect(Samples.PortPod(other), "denied EG303", "an exemption of the file for another pod");
    }

    protected override void Recover() => prober.Reset();
}
