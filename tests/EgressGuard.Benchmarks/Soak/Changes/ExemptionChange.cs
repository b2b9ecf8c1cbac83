using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Benchmarks.Soak.Changes;

/// <summary>Exemptions of the cluster, each under a name of its own: one comes into force, expires by the clock, and is deleted.</summary>
internal sealed class ExemptionChange(FakeApiServer api, MetricsPage metrics, Prober prober, Findings findings)
    : Change("the cluster's EgressExemptions", TimeSpan.FromSeconds(1), findings)
{
    public const string Pod = "legacy-batch";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    protected override async Task TurnAsync(int number)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds((DateTimeOffset.UtcNow + Lifetime).ToUnixTimeSeconds());
        api.Put(Samples.Exemption($"soak-{number}", Pod, expires));

        // The file has one besides.
        await metrics.UntilAsync(count => (int)count == 2, "egressguard_exemptions", ("state", "active"));
        if (DateTimeOffset.UtcNow < expires - TimeSpan.FromSeconds(1))
        {
            prober.Expect(Samples.PortPod(Pod), "allowed EG303", "an exemption in force");
        }

        if (expires - DateTimeOffset.UtcNow is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest);
        }

        while (DateTimeOffset.UtcNow <= expires)
        {
            await Task.Delay(1);
        }

        prober.Expect(Samples.PortPod(Pod), "denied EG303", "an exemption that expired");
        api.Delete("egressexemptions", "", $"soak-{number}");
        await metrics.UntilAsync(count => (int)count == 0, "egressguard_exemptions", ("state", "expired"));
    }

    protected override void Recover() => prober.Reset();
}
