using EgressGuard.Webhook.Auditing.Events;
using EgressGuard.Webhook.Auditing.Reports;

namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// Judges what is in the cluster, over and over, and reports it. A changed object is judged at once; everything is judged again after
/// changes (<see cref="AuditQueue"/>), when an exemption ends, and at least once an hour. It works in short slices and rests for three
/// times as long between them, so that it never takes more than a quarter of one processor from admission.
/// </summary>
internal sealed partial class AuditLoop
{
    /// <summary>At least this often everything is judged again, whatever happened.</summary>
    public static readonly TimeSpan LongestWithoutRound = TimeSpan.FromHours(1);

    /// <summary>Reports follow at this distance: whoever writes ten objects in a row causes one write.</summary>
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestSlice = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(1);
    private const int MostInSlice = 100;
    private const int RestFactor = 3;

    private readonly IAuditSource _source;
    private readonly AuditQueue _queue;
    private readonly AuditResults _results;
    private readonly PolicyReports _reports;
    private readonly ExpiryReminders _reminders;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLoop> _logger;

    private (long Timestamp, DateTimeOffset Clock)? _lastRound;
    private long _lastReports;
    private DateTimeOffset? _nextExpiry;

    /// <summary>A loop that does nothing until it runs. It runs once at a time.</summary>
    public AuditLoop(
        IAuditSource source, AuditQueue queue, AuditResults results, PolicyReports reports, ExpiryReminders reminders,
        AuditMetrics metrics, TimeProvider time, ILogger<AuditLoop> logger)
    {
        (_source, _queue, _results, _reports, _reminders, _metrics, _time, _logger) =
            (source, queue, results, reports, reminders, metrics, time, logger);
        source.OnChange(queue.Changed);
    }

    /// <summary>Audits until it is cancelled. Each run begins anew: while another led, everything may have changed.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _results.Clear();
        _reports.Forget();
        _lastRound = null;
        _nextExpiry = null;
        try
        {
            while (true)
            {
                // Asked for before looking at what there is to do, so that no change falls in between.
                var change = _queue.NextChange();
                if (_source.Current is { } input)
                {
                    await WorkAsync(input, stop);
                }

                await SleepAsync(change, stop);
            }
        }
        finally
        {
            // Whoever leads next has verdicts; what this one had would be counted twice.
            _results.Clear();
        }
    }

    private async Task WorkAsync(AuditInput input, CancellationToken stop)
    {
        if (UntilRound() <= TimeSpan.Zero)
        {
            await RoundAsync(input, stop);
        }

        await JudgeAsync([], stop);
        if (_lastRound is not null && _results.HasChanged && UntilReports() <= TimeSpan.Zero)
        {
            _lastReports = _time.GetTimestamp();
            await _reports.PublishAsync(_results, stop);
        }
    }

    private async Task RoundAsync(AuditInput input, CancellationToken stop)
    {
        var isFirst = _lastRound is null;
        var (start, now) = (_time.GetTimestamp(), _time.GetUtcNow());
        _queue.RoundBegins();
        _lastRound = (start, now);
        _nextExpiry = input.Exemptions.All.Select(exemption => exemption.Expires).Where(expires => expires > now).Cast<DateTimeOffset?>().Min();
        var keys = AuditJudge.KeysOf(input);
        _results.KeepOnly(keys);
        await JudgeAsync(keys, stop);
        _metrics.RoundDone(_time.GetElapsedTime(start), _time.GetUtcNow());
        _reminders.Remind(input.Exemptions, _time.GetUtcNow());
        if (_reports.AreStale)
        {
            _results.MarkChanged(""); // publishing anything looks at all reports again
        }

        if (isFirst)
        {
            LogFirstRound(keys.Length, _time.GetElapsedTime(start).TotalSeconds);
        }
    }

    /// <summary>Judges these objects and, before them, whatever has changed in the meantime.</summary>
    private async Task JudgeAsync(IReadOnlyList<AuditKey> keys, CancellationToken stop)
    {
        for (var next = 0; next < keys.Count || _queue.Count > 0;)
        {
            var start = _time.GetTimestamp();
            for (var done = 0; done < MostInSlice && _time.GetElapsedTime(start) < LongestSlice; done++)
            {
                if (_queue.TryTake(out var changed))
                {
                    Judge(changed);
                }
                else if (next < keys.Count)
                {
                    Judge(keys[next++]);
                }
                else
                {
                    break;
                }
            }

            var rest = _time.GetElapsedTime(start) * RestFactor;
            await Task.Delay(rest > ShortestRest ? rest : ShortestRest, _time, stop);
        }
    }

    private void Judge(AuditKey key)
    {
        try
        {
            // Always by the latest: what a round began with may be old by now.
            if (_source.Current is { } input)
            {
                _results.Set(key, AuditJudge.Judge(input, key, _time.GetUtcNow()));
                _metrics.Judged();
            }
        }
        catch (Exception exception)
        {
            // One object that the guard stumbles over must not keep the others from being judged. Its former verdict stays.
            _metrics.Failed();
            LogFault(exception, key.Kind.ToString(), key.Reference.ToString());
        }
    }

    private async Task SleepAsync(Task change, CancellationToken stop)
    {
        // Without a mesh there is nothing but to look again; the source also tells when there is one.
        var wait = _source.Current is null ? BetweenReports : UntilRound();
        if (_lastRound is not null && _results.HasChanged && UntilReports() < wait)
        {
            wait = UntilReports();
        }

        if (wait <= TimeSpan.Zero || change.IsCompleted)
        {
            stop.ThrowIfCancellationRequested();
            return;
        }

        using var awake = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(change, Task.Delay(wait, _time, awake.Token));
        Wake(awake);
        stop.ThrowIfCancellationRequested();
    }

    private TimeSpan UntilRound()
    {
        if (_lastRound is not { } last)
        {
            return TimeSpan.Zero;
        }

        var since = _time.GetElapsedTime(last.Timestamp);
        var until = LongestWithoutRound - since;
        if (_nextExpiry is { } expiry && expiry - _time.GetUtcNow() is var ends && ends < until)
        {
            until = ends;
        }

        if (_queue.UntilRound() is { } asked && asked < until)
        {
            until = asked;
        }

        var earliest = AuditQueue.BetweenRounds - since;
        return until > earliest ? until : earliest;
    }

    private TimeSpan UntilReports()
    {
        var until = BetweenReports - _time.GetElapsedTime(_lastReports);
        return _reports.UntilNext() is var allowed && allowed > until ? allowed : until;
    }

    private static void Wake(CancellationTokenSource sleep) => sleep.Cancel();

    [LoggerMessage(1, LogLevel.Information, "The audit judged all {Count} objects of the mesh in {Seconds:0.0} s. Reports follow.")]
    private partial void LogFirstRound(int count, double seconds);

    [LoggerMessage(2, LogLevel.Error, "The audit could not judge {Kind} {Reference}; its former verdict stays. This is a defect of EgressGuard.")]
    private partial void LogFault(Exception fault, string kind, string reference);
}
