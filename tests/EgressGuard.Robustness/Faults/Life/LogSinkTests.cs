using System.Diagnostics;
using EgressGuard.Testing;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>
/// Nobody takes the log: the disk is full, nobody reads the pipe, nobody can read it any more. Reviews are answered rightly all the same,
/// lines that are lost are counted, memory does not grow with them, and the process starts and ends as it should.
/// </summary>
public sealed class LogSinkTests
{
    /// <summary>How much the memory of a process goes up and down by itself under load.</summary>
    private const long Swing = 100 * 1024 * 1024;

    public static TheoryData<StandardOutputSink, string> Sinks => new(
        Enum.GetValues<StandardOutputSink>().SelectMany(sink =>
            ((string[])["text", "json"]).Where(format => Length.IsLong || (format == "text") != (sink == StandardOutputSink.ClosedPipe))
                .Select(format => (sink, format))));

    [Theory]
    [MemberData(nameof(Sinks))]
    public async Task Reviews_are_answered_and_lost_lines_are_counted(StandardOutputSink sink, string format)
    {
        await using var webhook = await WebhookProcess.StartIntoAsync(sink, "--log-format", format, "--drain-seconds", "0");
        await using var callers = Callers.Refused(webhook, count: 8);

        // Each answer has a line of some hundred bytes or more; an unread pipe and the room for lines that wait hold 1.1 MiB.
        await Waiting.ForAsync(
            TimeSpan.FromSeconds(60), async () => await webhook.MetricAsync("egressguard_log_dropped_total") > 0, "lines that are lost");
        var before = webhook.Figures;
        var lost = await webhook.MetricAsync("egressguard_log_dropped_total");
        await callers.MoreAsync(Length.Of(1_000, 20_000));
        await callers.EndAsync();
        Assert.Empty(callers.Failed);

        Assert.True(await webhook.MetricAsync("egressguard_log_dropped_total") > lost, "Further lines were lost and not counted.");
        var after = webhook.Figures;
        Assert.True(after.Resident - before.Resident < Swing, $"Memory grew from {before} to {after}.");
        Assert.InRange(after.Threads, 0, before.Threads + 10);

        var start = Stopwatch.GetTimestamp();
        await webhook.SignalAsync("TERM");
        Assert.Equal(0, await webhook.WaitForExitAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(22));
    }
}
