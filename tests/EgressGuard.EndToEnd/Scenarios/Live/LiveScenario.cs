using System.Text.Json.Nodes;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Scenarios.Live;

/// <summary>A test of what the guard knows from the cluster.</summary>
public abstract class LiveScenario(World world) : Scenario(world)
{
    /// <summary>How long the guard may take to notice a change. A healthy one needs well under a second.</summary>
    private protected static readonly TimeSpan Seconds = TimeSpan.FromSeconds(15);

    /// <summary>Waits until the guard admits an object, which is not stored.</summary>
    private protected Task AdmittedAsync(string when, JsonObject item, TimeSpan? patience = null) =>
        Wait.ForAsync($"the guard to admit {item["kind"]} {KubeClient.Reference(item)} {when}", async () =>
        {
            var answer = await Kube.CreateAsync(item, KubeClient.DryRun);
            return (answer.IsSuccess, answer.ToString());
        }, patience ?? Seconds);

    /// <summary>Waits until the guard refuses an object, and gives its answer.</summary>
    private protected async Task<KubeAnswer> RefusedAsync(string when, JsonObject item, string rule, TimeSpan? patience = null)
    {
        KubeAnswer? last = null;
        await Wait.ForAsync($"the guard to refuse {item["kind"]} {KubeClient.Reference(item)} with {rule} {when}", async () =>
        {
            last = await Kube.CreateAsync(item, KubeClient.DryRun);
            return (last.IsDenied && last.Message.Contains(rule, StringComparison.Ordinal), last.ToString());
        }, patience ?? Seconds);
        return last!;
    }

    private protected async Task<KubeAnswer> CreateAsync(JsonObject item)
    {
        var answer = await Kube.CreateAsync(item);
        Assert.True(answer.IsSuccess, answer.ToString());
        return answer;
    }
}
