using System.Text.Json.Nodes;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Scenarios.Live;

/// <summary>The API server hangs, and goes on as if nothing had been.</summary>
public sealed class HangTests(World world) : LiveScenario(world)
{
    [Fact]
    public async Task After_a_minute_of_silence_the_guard_says_so_and_then_knows_everything_again()
    {
        Assert.SkipUnless(World.Cluster.IsOwn, "The API server belongs to a cluster that runs already.");
        var owned = await CreateAsync(Samples.ServiceEntry(Namespace));
        var foreign = Samples.ServiceEntry(await World.CreateNamespaceAsync());
        foreign["spec"]!["hosts"] = new JsonArray(owned.Object["spec"]!["hosts"]![0]!.GetValue<string>());
        await RefusedAsync("once it knows the owner", foreign, "EG106");

        await World.Cluster.HangAsync(TimeSpan.FromMinutes(1));

        await Wait.ForAsync("the guard to have noticed", () => Task.FromResult((
            World.Guard.Lines.Any(line => line.Contains("Changes of serviceentries.networking.istio.io no longer arrive", StringComparison.Ordinal))
            && World.Guard.Lines.Any(line => line.Contains("Changes of serviceentries.networking.istio.io arrive again", StringComparison.Ordinal)),
            World.Guard.Tails())));
        var deleted = await Kube.DeleteAsync(Types.ServiceEntry, KubeClient.Reference(owned.Object));
        Assert.True(deleted.IsSuccess, deleted.ToString());
        await AdmittedAsync("once the owner is gone", foreign);
        await CreateAsync(foreign);
        await RefusedAsync("once it knows the new owner", Samples.ServiceEntry(Namespace), "EG106");
    }
}
