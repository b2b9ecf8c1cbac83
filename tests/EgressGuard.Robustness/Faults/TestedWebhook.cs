using System.Text.Json;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Metrics;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults;

/// <summary>The webhook process, and what it was like before it was attacked.</summary>
internal sealed class TestedWebhook : IAsyncDisposable
{
    private readonly Figures _before;
    private readonly Exposition _metricsBefore;
    private readonly int _linesBefore;

    private TestedWebhook(WebhookProcess webhook, Exposition metrics) =>
        (Webhook, _before, _metricsBefore, _linesBefore) = (webhook, Figures.Of(webhook), metrics, webhook.Lines.Count);

    public WebhookProcess Webhook { get; }

    /// <summary>What was logged since the start.</summary>
    public IEnumerable<string> Log => Webhook.Lines.Skip(_linesBefore);

    public static async Task<TestedWebhook> StartAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process holds is read from /proc.");
        var webhook = await WebhookProcess.StartAsync("--log-format", "json");

        // The first reviews and connections load and compile what belongs to every webhook that has served.
        for (var i = 0; i < 20; i++)
        {
            await webhook.StillServesAsync();
        }

        return new TestedWebhook(webhook, await ScrapeAsync(webhook));
    }

    /// <summary>How much a counter has grown since the start.</summary>
    public async Task<long> GrowthAsync(string counter, params (string Label, string Value)[] labels) =>
        (long)((await ScrapeAsync(Webhook)).Sum(counter, labels) - _metricsBefore.Sum(counter, labels));

    /// <summary>
    /// Fails unless it is as it was: the same process, serving, nothing under way, connections and their descriptors given back, no
    /// more memory than a collection that has not happened yet explains, and no line of the log that tells of a failure.
    /// </summary>
    public async Task IsUnharmedAsync(int mebibytes = 150)
    {
        await Webhook.StillServesAsync();
        Assert.False(Webhook.HasExited);
        await Eventually.IsTrueAsync(
            async () => (await ScrapeAsync(Webhook)).Sum("egressguard_admission_in_flight") == 0, "the end of all reviews that were under way");
        await Eventually.IsTrueAsync(() => Figures.Of(Webhook).Files <= _before.Files + 10, $"file descriptors: {_before.Files} before, now {Figures.Of(Webhook)}");
        var now = Figures.Of(Webhook);
        Assert.True(now.Memory <= _before.Memory + mebibytes, $"memory: {_before.Memory} MiB before, {now.Memory} MiB now");
        Assert.True(now.Threads <= _before.Threads + 30, $"threads: {_before.Threads} before, {now.Threads} now");
        Assert.Null(Log.FirstOrDefault(IsOfFailure));
    }

    public ValueTask DisposeAsync() => Webhook.DisposeAsync();

    private static bool IsOfFailure(string line)
    {
        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.GetProperty("LogLevel").GetString() is "Error" or "Critical";
    }

    private static async Task<Exposition> ScrapeAsync(WebhookProcess webhook) =>
        PrometheusParser.Parse(await webhook.Admin.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative)));
}
