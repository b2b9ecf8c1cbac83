using System.Text.Json.Nodes;
using EgressGuard.EndToEnd.Client;

namespace EgressGuard.EndToEnd.Scenarios;

/// <summary>Every way of writing an object comes past the guard, and what it answers arrives.</summary>
public sealed class OperationTests(World world) : Scenario(world)
{
    [Fact]
    public async Task A_refusal_arrives_as_a_403_that_says_what_to_write()
    {
        var refused = await Kube.CreateAsync(Samples.OpenServiceEntry(Namespace));

        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Equal((403, "Forbidden"), (refused.Code, refused.Object["reason"]!.GetValue<string>()));
        Assert.StartsWith(
            "admission webhook \"istio.validate.egressguard.io\" denied the request",
            refused.Message, StringComparison.Ordinal);
        Assert.Contains("exportTo", refused.Message, StringComparison.Ordinal);
        Assert.Equal(404, (await Kube.GetAsync(Types.ServiceEntry, In("api"))).Code);
    }

    [Fact]
    public async Task An_update_is_refused_and_changes_nothing()
    {
        await CreateAsync(Samples.ServiceEntry(Namespace));

        var patch = JsonNode.Parse("""{"spec":{"exportTo":["*"]}}""")!;
        var refused = await Kube.MergeAsync(Types.ServiceEntry, In("api"), patch);

        Assert.True(refused.IsDenied, refused.ToString());
        await AssertScopedAsync();
    }

    [Fact]
    public async Task An_update_that_takes_the_label_away_gets_it_back()
    {
        await CreateAsync(Samples.ServiceEntry(Namespace));

        var patch = JsonNode.Parse("""{"metadata":{"labels":{"egressguard.io/gateway":null}}}""")!;
        var answer = await Kube.MergeAsync(Types.ServiceEntry, In("api"), patch);

        Assert.True(answer.IsSuccess, answer.ToString());
        Assert.NotNull(answer.Label(Samples.GatewayLabel));
    }

    [Fact]
    public async Task A_label_with_another_value_is_refused_not_overwritten()
    {
        var refused = await Kube.CreateAsync(Samples.MislabelledServiceEntry(Namespace));

        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Contains("EG307", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_side_apply_is_judged_when_it_creates_and_when_it_changes()
    {
        var open = Samples.OpenServiceEntry(Namespace);
        var refusedCreation = await Kube.ApplyAsync(open);
        Assert.True(refusedCreation.IsDenied, refusedCreation.ToString());

        var applied = await Kube.ApplyAsync(Samples.ServiceEntry(Namespace));
        Assert.True(applied.IsSuccess, applied.ToString());
        Assert.NotNull(applied.Label(Samples.GatewayLabel));

        var refusedChange = await Kube.ApplyAsync(open);
        Assert.True(refusedChange.IsDenied, refusedChange.ToString());

        // The label is not the applier's: to apply the same manifest again must neither conflict nor take it away.
        var again = await Kube.ApplyAsync(Samples.ServiceEntry(Namespace));
        Assert.True(again.IsSuccess, again.ToString());
        Assert.NotNull(again.Label(Samples.GatewayLabel));
        await AssertScopedAsync();
    }

    [Fact]
    public async Task A_dry_run_gets_the_same_answers_and_stores_nothing()
    {
        var refused = await Kube.CreateAsync(Samples.OpenServiceEntry(Namespace), KubeClient.DryRun);
        Assert.True(refused.IsDenied, refused.ToString());

        var admitted = await Kube.CreateAsync(Samples.ServiceEntry(Namespace), KubeClient.DryRun);
        Assert.True(admitted.IsSuccess, admitted.ToString());
        Assert.NotNull(admitted.Label(Samples.GatewayLabel));

        var applied = await Kube.ApplyAsync(Samples.OpenServiceEntry(Namespace), KubeClient.DryRun);
        Assert.True(applied.IsDenied, applied.ToString());
        Assert.Equal(404, (await Kube.GetAsync(Types.ServiceEntry, In("api"))).Code);
    }

    [Fact]
    public async Task A_generated_name_is_no_way_around()
    {
        var item = Samples.OpenServiceEntry(Namespace);
        item["metadata"]!.AsObject().Remove("name");
        item["metadata"]!["generateName"] = "api-";

        var refused = await Kube.CreateAsync(item);

        Assert.True(refused.IsDenied, refused.ToString());
    }

    [Fact]
    public async Task A_service_entry_can_be_deleted()
    {
        await CreateAsync(Samples.ServiceEntry(Namespace));

        var tried = await Kube.DeleteAsync(Types.ServiceEntry, In("api"), KubeClient.DryRun);
        Assert.True(tried.IsSuccess, tried.ToString());
        await AssertScopedAsync();

        var deleted = await Kube.DeleteAsync(Types.ServiceEntry, In("api"));
        Assert.True(deleted.IsSuccess, deleted.ToString());
        Assert.Equal(404, (await Kube.GetAsync(Types.ServiceEntry, In("api"))).Code);
    }

    private async Task CreateAsync(JsonObject item)
    {
        var answer = await Kube.CreateAsync(item);
        Assert.True(answer.IsSuccess, answer.ToString());
    }

    private async Task AssertScopedAsync()
    {
        var stored = await Kube.GetAsync(Types.ServiceEntry, In("api"));
        Assert.Equal(".", stored.Object["spec"]!["exportTo"]![0]!.GetValue<string>());
    }
}
