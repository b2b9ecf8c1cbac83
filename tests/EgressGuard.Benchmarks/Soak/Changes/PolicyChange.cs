using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Benchmarks.Soak.Changes;

/// <summary>Two policies in turn: one denies what the other warns of.</summary>
internal sealed class PolicyChange(FakeApiServer api, MetricsPage metrics, Prober prober, Findings findings)
    : Change("the cluster's EgressPolicy", TimeSpan.FromSeconds(4), findings)
{
    private static readonly (string, string) Success = ("result", "success");

    protected override async Task TurnAsync(int number)
    {
        var (action, verdict) = number % 2 == 0 ? ("Warn", "allowed EG302") : ("Deny", "denied EG302");
        var before = await metrics.SumAsync("egressguard_policy_reloads_total", Success);
        api.Put(Samples.Policy(action));
        await metrics.UntilAsync(count => count > before, "egressguard_policy_reloads_total", Success);
        prober.Expect(Samples.HostNetworkPod, verdict, $"a policy with EG302 {action}");
    }

    protected override void Recover() => prober.Reset();
}
