using System.Text.Json.Nodes;

namespace EgressGuard.EndToEnd.Scenarios.Live;

/// <summary>The guard judges objects by those that are in the cluster.</summary>
public sealed class ContextTests(World world) : LiveScenario(world)
{
    [Fact]
    public async Task A_host_that_another_namespace_owns_is_refused_and_a_new_replica_knows_it_from_its_first_request()
    {
        var owned = await CreateAsync(Samples.ServiceEntry(Namespace));
        var foreign = Samples.ServiceEntry(await World.CreateNamespaceAsync());
        foreign["spec"]!["hosts"] = new JsonArray(owned.Object["spec"]!["hosts"]![0]!.GetValue<string>());

        var refused = await RefusedAsync("once it knows the owner", foreign, "EG106");
        Assert.Contains(Namespace, refused.Message, StringComparison.Ordinal);

        await World.Guard.RollAsync();
        var first = await Kube.CreateAsync(foreign);
        Assert.True(first.IsDenied, first.ToString());
        Assert.Contains("EG106", first.Message, StringComparison.Ordinal);
    }
}
