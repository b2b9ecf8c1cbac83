using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Judging;

/// <summary>The operator's own files: the policy, which is read again, and the mesh.</summary>
public sealed class PolicyAndContextTests
{
    private const string Warning = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata:
          name: gentle
        spec:
          enforcement: Warn
        """;

    private const string Invalid = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata:
          name: broken
        spec:
          enforcement: Sometimes
          mesh:
            clusterDomain: 7
        """;

    [Fact]
    public async Task A_changed_policy_is_in_force_without_a_restart_and_an_invalid_one_never()
    {
        using var volume = new TemporaryDirectory();
        volume.Mount("2026_1", ("policy.yaml", Warning));
        await using var webhook = await WebhookProcess.StartAsync("--policy", volume.File("policy.yaml"));
        var gentle = await ReviewAsync(webhook);
        Assert.True(gentle.Allowed);
        Assert.NotEmpty(gentle.Warnings);

        volume.Mount("2026_2", ("policy.yaml", Invalid));
        await webhook.WaitForLineAsync(line => line.Contains("policy.yaml:6:3: /spec/enforcement: ", StringComparison.Ordinal));
        await webhook.WaitForLineAsync(line => line.Contains("policy.yaml:8:5: /spec/mesh/clusterDomain: ", StringComparison.Ordinal));
        await webhook.WaitForLineAsync(line => line.Contains("The last good policy, 'gentle', stays in force", StringComparison.Ordinal));
        Assert.True((await ReviewAsync(webhook)).Allowed);

        volume.Mount("2026_3", ("policy.yaml", Warning.Replace("Warn", "Enforce", StringComparison.Ordinal)));
        await Eventually.IsTrueAsync(async () => !(await ReviewAsync(webhook)).Allowed);
        await webhook.WaitForLineAsync(line => line.Contains("Policy 'gentle' was read again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invalid_policy_keeps_the_webhook_from_starting_and_every_error_is_told()
    {
        using var directory = new TemporaryDirectory();
        var policy = directory.Write("policy.yaml", Invalid);

        var (code, output) = await WebhookProcess.RunToEndAsync("--policy", policy);

        Assert.Equal(2, code);
        Assert.Contains($"{policy}:6:3: /spec/enforcement: ", output, StringComparison.Ordinal);
        Assert.Contains($"{policy}:8:5: /spec/mesh/clusterDomain: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two: [", ":1:")]
    [InlineData("", "it holds 0 documents")]
    [InlineData("{}\n---\n{}", "policy.yaml")]
    [InlineData("apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nspec: {}\nspec: {enforcement: Warn}\n", "/spec")]
    public async Task What_is_not_one_policy_is_none(string text, string expected)
    {
        using var directory = new TemporaryDirectory();

        var (code, output) = await WebhookProcess.RunToEndAsync("--policy", directory.Write("policy.yaml", text));

        Assert.Equal(2, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_is_not_there_is_named()
    {
        var (code, output) = await WebhookProcess.RunToEndAsync("--policy", "nowhere.yaml");

        Assert.Equal(2, code);
        Assert.StartsWith("nowhere.yaml: it cannot be read: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mesh_decides_and_is_counted()
    {
        using var directory = new TemporaryDirectory();
        directory.Write(
            "a/routes.yaml",
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: cnn, namespace: shop}
            spec:
              hosts: [edition.cnn.com]
              gateways: [istio-system/egress, mesh]
              tls:
              - match: [{gateways: [mesh], port: 443, sniHosts: [edition.cnn.com]}]
                route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, port: {number: 443}}}]
              - match: [{gateways: [istio-system/egress], port: 443, sniHosts: [edition.cnn.com]}]
                route: [{destination: {host: edition.cnn.com, port: {number: 443}}}]
            ---
            apiVersion: telemetry.istio.io/v1
            kind: Telemetry
            metadata: {name: shop}
            """);
        directory.Write("b.json", """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}},{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}]}""");
        directory.Write("notes.txt", "{ not a manifest");
        await using var webhook = await WebhookProcess.StartAsync("--context", directory.Path);

        var answer = await ReviewAsync(webhook);

        // The same entry without this mesh is refused by EG103 (HttpSurfaceTests): the gateway leg sends to it.
        Assert.Contains("EG101 ", answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("EG103 ", answer.Message, StringComparison.Ordinal);
        Assert.Contains(webhook.Lines, line => line.EndsWith($"1 Namespace, 1 VirtualService from {directory.Path}", StringComparison.Ordinal));
        Assert.Contains(webhook.Lines, line => line.Contains("1 ConfigMap, 1 Telemetry: kinds that no rule looks up", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Pod\n  metadata: {}\n", ":3:")]
    [InlineData("apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: x}\nspec:\n  hosts: 7\n", ":5:3: ServiceEntry at /spec/hosts: the value is not a list")]
    [InlineData("apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {}\nspec: {hosts: [a.example.com]}\n", ":3:1: ServiceEntry: metadata.name is missing")]
    [InlineData("metadata: {name: x}\n", ":1:")]
    public async Task Half_a_mesh_is_none(string text, string expected)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("mesh.yaml", text);

        var (code, output) = await WebhookProcess.RunToEndAsync("--context", directory.Path);

        Assert.Equal(2, code);
        Assert.StartsWith(file + expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_named()
    {
        var (code, output) = await WebhookProcess.RunToEndAsync("--context", "nowhere");

        Assert.Equal(2, code);
        Assert.StartsWith("nowhere: the mesh cannot be read: ", output, StringComparison.Ordinal);
    }

    private static Task<EgressGuard.Testing.ReviewResponse> ReviewAsync(WebhookProcess webhook) =>
        webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Encoding.UTF8.GetBytes(Samples.OpenServiceEntry));
}
