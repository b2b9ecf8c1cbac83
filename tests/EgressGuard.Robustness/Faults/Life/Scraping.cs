using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Metrics;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>What the metrics of a process say.</summary>
internal static class Scraping
{
    /// <summary>The sum of the samples of a metric that have these labels.</summary>
    public static async Task<double> MetricAsync(this WebhookProcess webhook, string name, params (string Label, string Value)[] labels) =>
        PrometheusParser.Parse(await webhook.Admin.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative))).Sum(name, labels);

    /// <summary>Waits until a metric is as it should be.</summary>
    public static Task MetricAsync(
        this WebhookProcess webhook, Func<double, bool> condition, string name, params (string Label, string Value)[] labels) =>
        Eventually.IsTrueAsync(async () => condition(await webhook.MetricAsync(name, labels)), name);
}
