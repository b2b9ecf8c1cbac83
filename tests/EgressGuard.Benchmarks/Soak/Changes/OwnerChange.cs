using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Benchmarks.Soak.Changes;

/// <summary>A host gets an owner and loses it. No other ServiceEntry comes or goes, so that their number tells what is known.</summary>
internal sealed class OwnerChange(FakeApiServer api, MetricsPage metrics, Prober prober, Findings findings)
    : Change("who owns a host", TimeSpan.FromSeconds(2), findings)
{
    private static readonly (string, string) Entries = ("kind", "ServiceEntry");

    private readonly int _others = api.Objects("serviceentries").Count;

    protected override async Task TurnAsync(int number)
    {
        api.Put(Samples.OwnersEntry);
        await KnownAsync(_others + 1);
        prober.Expect(Samples.RivalEntry, "denied EG106 EG901", "another owner");
        api.Delete("serviceentries", "shop", "owner");
        await KnownAsync(_others);
        prober.Expect(Samples.RivalEntry, "allowed EG901", "no other owner");
    }

    protected override void Recover() => prober.Reset();

    private Task KnownAsync(int count) => metrics.UntilAsync(value => (int)value == count, "egressguard_snapshot_objects", Entries);
}
