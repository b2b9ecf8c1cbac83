using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Benchmarks.Soak.Changes;

/// <summary>Watches close, as they do every few minutes; now and then what they could go on from is too old, and all is listed again.</summary>
internal sealed class WatchChange(FakeApiServer api, Findings findings) : Change("watches closed", TimeSpan.FromSeconds(7), findings)
{
    private const int ExpireEvery = 6;

    protected override Task TurnAsync(int number)
    {
        // What it remembers of requests would grow in this process.
        api.ClearRequests();
        if (number % ExpireEvery == ExpireEvery - 1)
        {
            api.Expire();
        }
        else
        {
            api.CloseWatches();
        }

        return Task.CompletedTask;
    }
}
