using System.Globalization;
using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Judging;

/// <summary>Exemptions from the operator's own files: with the mesh, and in a file that is read again.</summary>
public sealed class ExemptionFileTests
{
    private const string Pod = """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"705ab4f5-6393-11e8-b7cc-42010a800002","operation":"CREATE",
        "kind":{"group":"","version":"v1","kind":"Pod"},"namespace":"shop","name":"legacy-batch-1","object":{"apiVersion":"v1","kind":"Pod",
        "metadata":{"name":"legacy-batch-1","labels":{"egressguard.io/egress":"gateway"}},
        "spec":{"hostNetwork":true,"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]}}}}
        """;

    [Fact]
    public async Task A_changed_file_counts_without_a_restart_and_an_invalid_one_never()
    {
        using var volume = new TemporaryDirectory();
        volume.Mount("2026_1", ("exemptions.yaml", Exemption("payments")));
        await using var webhook = await WebhookProcess.StartAsync("--exemptions", volume.File("exemptions.yaml"));
        Assert.Contains(webhook.Lines, line => line.EndsWith($"1 from {volume.File("exemptions.yaml")}", StringComparison.Ordinal));
        Assert.False((await ReviewAsync(webhook)).Allowed);

        volume.Mount("2026_2", ("exemptions.yaml", Exemption("payments") + "\n---\n" + Exemption("shop").Replace("name: legacy-batch}", "name: second}", StringComparison.Ordinal)));
        await Eventually.IsTrueAsync(async () => (await ReviewAsync(webhook)).Allowed);
        await webhook.WaitForLineAsync(line => line.Contains("2 exemptions were read again from ", StringComparison.Ordinal));
        var answer = await ReviewAsync(webhook);
        Assert.Equal("EG302/second", answer.AuditAnnotations["exempted"]);
        Assert.Empty(answer.Warnings);
        await webhook.WaitForLineAsync(line => line.Contains("exempted Pod shop/legacy-batch-1 rule=EG302 exemption=second until=", StringComparison.Ordinal));

        volume.Mount("2026_3", ("exemptions.yaml", Exemption("shop").Replace("owner: team-shop", "owner: 7", StringComparison.Ordinal)));
        await webhook.WaitForLineAsync(line => line.Contains("exemptions.yaml:7:3: /spec/owner: ", StringComparison.Ordinal));
        await webhook.WaitForLineAsync(line => line.Contains("The last good exemptions stay", StringComparison.Ordinal));
        Assert.True((await ReviewAsync(webhook)).Allowed);

        volume.Mount("2026_4", ("exemptions.yaml", ""));
        await Eventually.IsTrueAsync(async () => !(await ReviewAsync(webhook)).Allowed);
    }

    [Fact]
    public async Task Those_of_the_mesh_stay_whatever_the_file_says()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("mesh/exemption.yaml", Exemption("shop"));
        var file = directory.Write("exemptions.yaml", Exemption("payments").Replace("name: legacy-batch}", "name: second}", StringComparison.Ordinal));
        await using var webhook = await WebhookProcess.StartAsync("--context", directory.File("mesh"), "--exemptions", file);

        Assert.Equal("EG302/legacy-batch", (await ReviewAsync(webhook)).AuditAnnotations["exempted"]);
        Assert.Contains(webhook.Lines, line => line.EndsWith($"1 EgressExemption from {directory.File("mesh")}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_has_expired_exempts_nothing_and_the_refusal_says_whose_it_was()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("exemptions.yaml", Exemption("shop", days: -1));
        await using var webhook = await WebhookProcess.StartAsync("--exemptions", file);

        var answer = await ReviewAsync(webhook);

        Assert.False(answer.Allowed);
        Assert.Contains("The exemption 'legacy-batch' covered this until ", answer.Message, StringComparison.Ordinal);
        Assert.Contains("it was owned by 'team-shop'.", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exemptions", "The exemptions given with --exemptions cannot be used.")]
    [InlineData("--context", "The mesh given with --context cannot be used.")]
    public async Task An_invalid_one_keeps_the_webhook_from_starting_and_every_error_is_told(string option, string last)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write(
            "mesh/e.yaml",
            Exemption("shop").Replace("[EG302]", "[]", StringComparison.Ordinal).Replace("owner: team-shop", "owner: 7", StringComparison.Ordinal));

        var (code, output) = await WebhookProcess.RunToEndAsync(option, option == "--context" ? directory.File("mesh") : file);

        Assert.Equal(2, code);
        Assert.StartsWith($"{file}:7:3: /spec/owner: ", output, StringComparison.Ordinal);
        Assert.Contains($"{file}:5:3: /spec/rules: ", output, StringComparison.Ordinal);
        Assert.Contains(last, output, StringComparison.Ordinal);
    }

    private static string Exemption(string @namespace, int days = 30) =>
        $$"""
        apiVersion: egressguard.io/v1alpha1
        kind: EgressExemption
        metadata: {name: legacy-batch}
        spec:
          rules: [EG302]
          subjects: [{kind: Pod, namespace: {{@namespace}}, name: legacy-batch-*}]
          owner: team-shop
          reason: The batch job needs the network of its node until it is moved.
          expires: {{TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}
        """;

    private static Task<EgressGuard.Testing.ReviewResponse> ReviewAsync(WebhookProcess webhook) =>
        webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Encoding.UTF8.GetBytes(Pod));
}
