using System.Diagnostics.Metrics;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Verdicts;
using EgressGuard.Testing;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Tests.Metrics;

/// <summary>Recording goes on in the path of every review, on any thread.</summary>
public sealed class RecordingTests
{
    private const int Threads = 4;

    private static readonly string[] Pool = ["", "a", "b", "a\"b", "a\\", "x\ny", "Grüße", "\uD800"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Whatever_is_recorded_at_once_is_readable_at_any_time_and_adds_up_in_the_end(int seed)
    {
        using var host = new MetricsHost();
        var counter = host.Meter.Counter("test.counter", "{x}", "x", "one", "two");
        var durations = host.Meter.Duration("test.duration", "x", "one");
        var level = host.Meter.UpDownCounter("test.level", "{x}", "x");
        var totals = new Totals[Threads];
        var recorders = Enumerable.Range(0, Threads)
            .Select(thread => Task.Factory.StartNew(
                () => totals[thread] = Record(new Random((seed * 100) + thread), counter, durations, level),
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))
            .ToArray();

        var all = Task.WhenAll(recorders);
        var before = 0.0;
        do
        {
            var now = host.Scrape().Sum("test_counter_total");
            Assert.True(now >= before, $"The counter fell from {before} to {now}.");
            before = now;
        }
        while (!all.IsCompleted);
        await all.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var read = host.Scrape();
        Assert.Equal(totals.Sum(total => total.Counted), read.Sum("test_counter_total"));
        Assert.Equal(totals.Sum(total => total.Durations), read.Sum("test_duration_seconds_count"));
        Assert.Equal(totals.Sum(total => total.Seconds), read.Sum("test_duration_seconds_sum"));
        Assert.Equal(totals.Sum(total => total.Level), read.Sum("test_level"));
        Assert.Equal(0, read.Sum("egressguard_metrics_dropped_total"));
    }

    [Fact]
    public async Task Recording_a_review_allocates_nothing_once_its_series_are_there()
    {
        using var host = new MetricsHost();
        var metrics = host.Get<ReviewMetrics>();
        var finding = new Finding("EG102", "service-entry-unscoped-export", RuleAction.Deny, "/spec/exportTo", "x", "x");
        var answer = new AdmissionAnswer
        {
            Uid = "1",
            Request = new AdmissionRequest { Group = "networking.istio.io", Kind = "ServiceEntry", Operation = "CREATE" },
            Code = RefusalCode.Forbidden,
            Verdict = new Verdict { Findings = [finding, finding with { Rule = "EG103", Action = RuleAction.Warn }], Failed = ["EG103"] },
        };
        // What is not yet compiled in full allocates where the finished code does not.
        await Eventually.IsTrueAsync(async () =>
        {
            await Task.Yield();
            return AllocatedByAThousand() == 0;
        });

        long AllocatedByAThousand()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                RecordOne();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void RecordOne()
        {
            using var presence = metrics.Enter();
            metrics.Answered(AdmissionPhase.Validate, answer, TimeSpan.FromMilliseconds(2));
            metrics.Rejected(Rejection.TooMany);
        }
    }

    private static Totals Record(Random random, Counter<long> counter, Histogram<double> durations, UpDownCounter<long> level)
    {
        var totals = new Totals(0, 0, 0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            switch (random.Next(3))
            {
                case 0:
                    var count = random.Next(5);
                    counter.Add(count, Tags(random));
                    totals = totals with { Counted = totals.Counted + count };
                    break;
                case 1:
                    // Parts of a power of two, so that the sum is exact in whatever order they come.
                    var seconds = random.Next(20_000) / 1024.0;
                    durations.Record(seconds, Tags(random));
                    totals = totals with { Durations = totals.Durations + 1, Seconds = totals.Seconds + seconds };
                    break;
                default:
                    var step = random.Next(-3, 4);
                    level.Add(step);
                    totals = totals with { Level = totals.Level + step };
                    break;
            }
        }

        return totals;
    }

    private static KeyValuePair<string, object?>[] Tags(Random random)
    {
        KeyValuePair<string, object?>[] tags =
            [new("one", Pool[random.Next(Pool.Length)]), new("two", random.Next(3)), new("three", random.NextDouble())];
        random.Shuffle(tags);
        return tags[..random.Next(tags.Length + 1)];
    }

    private sealed record Totals(double Counted, double Durations, double Seconds, double Level);
}
