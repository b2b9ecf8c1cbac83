using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Install;

namespace EgressGuard.EndToEnd.Scenarios;

/// <summary>The manifests of deploy/ mean to a real API server what they say.</summary>
public sealed class InstallationTests(World world) : Scenario(world)
{
    [Fact]
    public void The_webhook_configurations_are_stored_as_they_are_written()
    {
        var lost = World.Configurations.Installed
            .SelectMany(pair => JsonLoss.Between(pair.Sent, pair.Stored))
            .Where(place => !place.Contains("/matchConditions", StringComparison.Ordinal));

        AssertNothing(lost);
    }

    [Fact]
    public void The_match_conditions_are_stored_as_they_are_written()
    {
        Assert.SkipUnless(World.Configurations.HasMatchConditions, "This server does not know matchConditions (1.27 and before).");

        AssertNothing(World.Configurations.Installed.SelectMany(pair => JsonLoss.Between(pair.Sent, pair.Stored)));
    }

    [Fact]
    public async Task The_definitions_are_stored_as_they_are_written_and_their_schemas_are_structural()
    {
        foreach (var sent in Manifests.Definitions)
        {
            var stored = await StoredAsync(sent);
            var lost = JsonLoss.Between(sent, stored)
                .Where(place => !place.Contains("x-kubernetes-validations", StringComparison.Ordinal));
            AssertNothing(lost);

            var conditions = stored["status"]!["conditions"]!.AsArray().ToDictionary(
                item => item!["type"]!.GetValue<string>(), item => item!["status"]!.GetValue<string>(), StringComparer.Ordinal);
            Assert.Equal(("True", "True"), (conditions["NamesAccepted"], conditions["Established"]));
            Assert.NotEqual("True", conditions.GetValueOrDefault("NonStructuralSchema"));
        }
    }

    [Fact]
    public async Task A_subject_that_contradicts_itself_is_refused_by_the_definition()
    {
        var definition = await StoredAsync(
            Manifests.Definitions.Single(item => KubeClient.Reference(item).Name.Contains("exemption", StringComparison.Ordinal)));
        Assert.SkipUnless(
            definition.ToJsonString().Contains("x-kubernetes-validations", StringComparison.Ordinal),
            "This server does not know x-kubernetes-validations (1.24 and before).");

        var item = Samples.Exemption("contradiction", Namespace, DateTimeOffset.UtcNow.AddHours(1));
        item["spec"]!["subjects"]![0]!.AsObject().Remove("namespace");
        var refused = await Kube.CreateAsync(item, KubeClient.DryRun);

        Assert.Equal(422, refused.Code);
        Assert.Contains("write the one namespace of the objects", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EgressPolicy")]
    [InlineData("EgressExemption")]
    public async Task A_misspelled_field_is_refused_not_dropped(string kind)
    {
        var item = kind == "EgressPolicy"
            ? Samples.Policy("misspelled", """{"enforcment":"Warn"}""")
            : Samples.Exemption("misspelled", Namespace, DateTimeOffset.UtcNow.AddHours(1));
        if (kind == "EgressExemption")
        {
            item["spec"]!["subjects"]![0]!["hots"] = new JsonArray("api.example.com");
        }

        var refused = await Kube.CreateAsync(item, KubeClient.DryRun);

        Assert.False(refused.IsSuccess, refused.ToString());
        Assert.Contains(kind == "EgressPolicy" ? "enforcment" : "hots", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertNothing(IEnumerable<string> lost) => Assert.Equal("", string.Join('\n', lost));

    private async Task<JsonObject> StoredAsync(JsonObject definition)
    {
        var answer = await Kube.GetAsync(Types.Crd, new ObjectRef("", KubeClient.Reference(definition).Name));
        Assert.True(answer.IsSuccess, answer.ToString());
        return answer.Object;
    }
}
