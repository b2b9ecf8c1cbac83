using System.Text;
using System.Text.Json;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Logging;

/// <summary>What is written about a decision, and what is not.</summary>
public sealed class LogTests
{
    private const string Forger = @"eve\n2026-01-01T00:00:00.000Z info  allowed\u001b[2J";

    private static readonly byte[] Forged = Encoding.UTF8.GetBytes(Samples.Review(
        """{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"cnn","annotations":{"token":"s3cret"}},"spec":{"hosts":["edition.cnn.com"]}}""",
        Forger));

    [Fact]
    public async Task A_decision_is_one_line_that_nobody_can_forge()
    {
        await using var webhook = await WebhookProcess.StartAsync();

        await webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Forged);

        var line = await webhook.WaitForLineAsync(line => line.Contains(Samples.Uid, StringComparison.Ordinal));
        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info  denied validate CREATE ServiceEntry shop/cnn user=eve\\n2026.* code=403 rules=EG102[0-9EG,]* not-evaluated=\S+ ms=\d+\.\d{3} uid=" + Samples.Uid + "$",
            line);
        Assert.Contains(@"\u001b[2J", line, StringComparison.Ordinal);
        Assert.DoesNotContain(webhook.Lines, line => line.Contains("s3cret", StringComparison.Ordinal));
        Assert.DoesNotContain(webhook.Lines, line => line.Contains("warm-up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_JSON_every_line_is_an_object()
    {
        await using var webhook = await WebhookProcess.StartAsync("--log-format", "json", "--log-level", "debug");

        await webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Forged);
        await webhook.ReviewAsync(AdmissionPhase.Mutate, Samples.Uid, Forged);
        await webhook.WaitForLineAsync(line => line.Contains(Samples.Uid, StringComparison.Ordinal) && line.Contains("mutate", StringComparison.Ordinal));

        var entries = webhook.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var denied = entries.Single(entry => State(entry, "Decision") == "denied");
        Assert.Equal("Information", denied.GetProperty("LogLevel").GetString());
        Assert.Equal("validate", State(denied, "Phase"));
        Assert.Equal("CREATE", State(denied, "Operation"));
        Assert.Equal("networking.istio.io", State(denied, "Group"));
        Assert.Equal("ServiceEntry", State(denied, "Kind"));
        Assert.Equal("", State(denied, "SubResource"));
        Assert.Equal("shop", State(denied, "Namespace"));
        Assert.Equal("cnn", State(denied, "Name"));
        Assert.StartsWith("eve\n", State(denied, "User"), StringComparison.Ordinal);
        Assert.StartsWith("EG102", State(denied, "Rules"), StringComparison.Ordinal);
        Assert.Equal(Samples.Uid, State(denied, "Uid"));
        Assert.Equal("", State(denied, "Exempted"));
        Assert.Equal(JsonValueKind.False, denied.GetProperty("State").GetProperty("DryRun").ValueKind);
        Assert.Equal(403, denied.GetProperty("State").GetProperty("Code").GetInt32());
        Assert.InRange(denied.GetProperty("State").GetProperty("Milliseconds").GetDouble(), 0.001, 10_000);
        var allowed = entries.Single(entry => State(entry, "Decision") == "allowed" && State(entry, "Uid") == Samples.Uid);
        Assert.Equal("Debug", allowed.GetProperty("LogLevel").GetString());
    }

    private static string? State(JsonElement entry, string name) =>
        entry.TryGetProperty("State", out var state) && state.TryGetProperty(name, out var value) ? value.ToString() : null;
}
