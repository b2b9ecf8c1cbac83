using System.Diagnostics;
using EgressGuard.Webhook.Tests.Metrics;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>The metrics of the webhook.</summary>
internal sealed class MetricsPage(int port) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://localhost:{port}"), Timeout = Patience };

    public async Task<Exposition> ReadAsync() =>
        PrometheusParser.Parse(await _client.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative)));

    /// <summary>The sum of a metric's series that have these labels.</summary>
    public async Task<double> SumAsync(string name, params (string Label, string Value)[] labels) => (await ReadAsync()).Sum(name, labels);

    /// <summary>Waits until a metric says that something is in force.</summary>
    public async Task UntilAsync(Func<double, bool> condition, string name, params (string Label, string Value)[] labels)
    {
        var start = Stopwatch.GetTimestamp();
        while (await SumAsync(name, labels) is var value && !condition(value))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"{name} {string.Join(", ", labels)} stays at {value} for {Patience.TotalSeconds:0} s");
            }

            await Task.Delay(25);
        }
    }

    public void Dispose() => _client.Dispose();
}
