using System.Diagnostics;
namespace EgressGuard.Webhook.Tests.Metrics;
public sealed class TmpPerf
{
    [Fact(Explicit = true)]
    public void Speed()
    {
        using var host = new MetricsHost();
        var c4 = host.Meter.Counter("t.c4", "{x}", "x", "phase", "operation", "kind", "decision");
        var c1 = host.Meter.Counter("t.c1", "{x}", "x", "rule");
        var h3 = host.Meter.Duration("t.h3", "x", "kind", "operation", "decision");
        var u = host.Meter.UpDownCounter("t.u", "{x}", "x");
        for (var r = 0; r < 4; r++)
        {
            Time("counter, 4 tags", () => c4.Add(1, new TagList { { "phase", "validate" }, { "operation", "CREATE" }, { "kind", "ServiceEntry" }, { "decision", "denied" } }));
            Time("counter, 1 tag", () => c1.Add(1, new KeyValuePair<string, object?>("rule", "EG101")));
            Time("histogram, 3 tags", () => h3.Record(0.002, new("kind", "ServiceEntry"), new("operation", "CREATE"), new("decision", "denied")));
            Time("updown", () => u.Add(1));
        }
        var start = Stopwatch.GetTimestamp();
        host.Scrape();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        start = Stopwatch.GetTimestamp();
        host.Registry.Scrape(output);
        Console.Error.WriteLine($"scrape {Stopwatch.GetElapsedTime(start).TotalMilliseconds} ms, {output.WrittenCount} bytes");
    }

    private static void Time(string what, Action action)
    {
        const int N = 1_000_000;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < N; i++) { action(); }
        Console.Error.WriteLine($"{what}: {Stopwatch.GetElapsedTime(start).TotalNanoseconds / N:0} ns");
    }
}
