using System.Text.Json.Nodes;
using EgressGuard.Bypass.Running;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Deploy;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Bypass.Exemptions;

/// <summary>Classes 28 to 31: exemptions that reach further, together or longer than they say.</summary>
public sealed class ScopeTests(SharedCluster shared)
{
    [Fact]
    public void An_exemption_is_of_the_cluster_and_no_namespace_can_have_one_of_its_own() => Assert.Equal(
        "Cluster", DeployFiles.Mapping(DeployFiles.PathOf("crds", "egressexemptions.yaml"))["spec"]!["scope"]!.GetValue<string>());

    [Theory]
    [InlineData("{kind: Pod, name: legacy-1}")]
    [InlineData("{kind: Pod, namespace: \"*\", name: legacy-1}")]
    [InlineData("{kind: Pod, namespace: shop, name: \"*\"}")]
    [InlineData("{kind: Pod, namespace: shop, name: legacy-1, labels: {app: web}}")]
    public Task One_that_names_no_single_namespace_and_object_is_refused(string subject) =>
        shared.Guard.RefusesAsync("EG004", Ask.Create(Exemption($"subjects: [{subject}]")));

    [Theory]
    [InlineData("legacy-batch-1", "payments")]
    [InlineData("x-legacy-batch-1", "shop")]
    [InlineData("exact-12", "shop")]
    public Task It_covers_no_other_namespace_and_no_longer_name(string name, string @namespace) =>
        shared.Guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true", name, @namespace)));

    [Fact]
    public Task It_covers_no_other_rule() => shared.Guard.RefusesAsync(
        "EG305", Ask.Create(Given.PodWith("hostNetwork: true, volumes: [{name: node, hostPath: {path: /}}]", "legacy-batch-1")));

    [Fact]
    public async Task Two_that_each_cover_one_host_do_not_cover_both_in_one_object()
    {
        await shared.Guard.AllowsAsync(Ask.Create(Open("one.example.com")));
        await shared.Guard.AllowsAsync(Ask.Create(Open("two.example.com")));

        await shared.Guard.RefusesAsync("EG102", Ask.Create(Open("one.example.com", "two.example.com")));
    }

    [Theory]
    [InlineData("rules: [\"*\"]")]
    [InlineData("rules: [EG001]")]
    [InlineData("rules: []")]
    public Task None_covers_every_rule_or_what_cannot_be_read(string rules) => shared.Guard.RefusesAsync("EG004", Ask.Create(Exemption(rules)));

    [Theory]
    [InlineData("expires: \"2020-01-01T00:00:00Z\"")]
    [InlineData("expires: \"2199-01-01T00:00:00Z\"")]
    [InlineData("expires: never")]
    public Task None_that_is_over_or_too_long_is_taken(string expires) => shared.Guard.RefusesAsync("EG004", Ask.Create(Exemption(expires)));

    [Fact]
    public async Task Once_it_is_over_it_exempts_nothing_neither_in_the_webhook_nor_on_the_command_line()
    {
        await using var guard = await GuardedCluster.WithoutWebhookAsync();
        guard.PutExemption("over", "EG302", "{kind: Pod, namespace: shop, name: legacy-1}", DateTimeOffset.UtcNow.AddMinutes(-1));
        await guard.StartWebhookAsync();
        var answer = await guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true", "legacy-1")));
        Assert.Contains("The exemption 'over' covered this until ", answer.Message, StringComparison.Ordinal);

        using var directory = new TemporaryDirectory();
        var pod = directory.Write("pod.json", Given.PodWith("hostNetwork: true", "legacy-1").ToJsonString());
        var exemption = directory.Write("exemption.json", Exemption("expires: \"2026-01-01T00:00:00Z\"").ToJsonString());
        var during = await CommandLineProcess.RunAsync("check", pod, "--exemptions", exemption, "--at", "2025-12-31T23:59:59Z");
        var after = await CommandLineProcess.RunAsync("check", pod, "--exemptions", exemption, "--at", "2026-01-01T00:00:00Z");
        Assert.Equal((0, 1), (during.ExitCode, after.ExitCode));
    }

    [Fact]
    public async Task What_is_withdrawn_counts_no_longer_within_moments()
    {
        await using var guard = await GuardedCluster.WithoutWebhookAsync();
        guard.PutExemption("withdrawn", "EG302", "{kind: Pod, namespace: shop, name: legacy-1}", DateTimeOffset.UtcNow.AddDays(1));
        await guard.StartWebhookAsync();
        var pod = Ask.Create(Given.PodWith("hostNetwork: true", "legacy-1"));
        await guard.AllowsAsync(pod);

        guard.Api.Delete("egressexemptions", "", "withdrawn");

        await Eventually.IsTrueAsync(async () => !(await guard.ReviewAsync(pod)).Allowed, "the end of the exemption");
    }

    private static JsonObject Open(params string[] hosts) => Given.ServiceEntry(name: "two-hosts").With(item =>
    {
        item["spec"]!["hosts"] = new JsonArray([.. hosts.Select(host => (JsonNode)host)]);
        item["spec"]!.AsObject().Remove("exportTo");
    });

    /// <summary>A valid exemption, with one field of its spec in another way.</summary>
    private static JsonObject Exemption(string field) => Ask.Yaml("""
        apiVersion: egressguard.io/v1alpha1
        kind: EgressExemption
        metadata: {name: legacy}
        spec:
          rules: [EG302]
          subjects: [{kind: Pod, namespace: shop, name: legacy-1}]
          owner: team-shop
          reason: Being moved behind the gateway
          expires: "2026-12-31T00:00:00Z"
        """).With(item =>
        {
            var (name, value) = Assert.Single(Ask.Flow(field));
            item["spec"]![name] = value?.DeepClone();
        });
}
