using EgressGuard.Webhook.Auditing.Events;
using EgressGuard.Webhook.Auditing.Reports;

namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// Judges what is in the cluster, over and over, and reports it. A changed object of the mesh is judged at once; all of the mesh is
/// judged again after changes (<see cref="AuditQueue"/>), when an exemption ends, and at least once an hour; what the mesh does not
/// hold once an hour (<see cref="ClusterSweep"/>).
/// </summary>
internal sealed partial class AuditLoop
{
    /// <summary>At least this often everything is judged again, whatever happened.</summary>
    public static readonly TimeSpan LongestWithoutRound = TimeSpan.FromHours(1);

    /// <summary>Reports follow at this distance: whoever writes ten objects in a row causes one write.</summary>
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(5);

    private readonly IAuditSource _source;
    private readonly AuditQueue _queue;
    private readonly AuditWorker _worker;
    private readonly ClusterSweep _sweep;
    private readonly AuditResults _results;
    private readonly PolicyReports? _reports;
    private readonly ExpiryReminders _reminders;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLoop> _logger;

    private long? _lastRound;
    private long _lastReports;
    private DateTimeOffset? _nextExpiry;

    /// <summary>A loop that does nothing until it runs. It runs once at a time. Without reports there are metrics only.</summary>
    public AuditLoop(
        IAuditSource source, AuditQueue queue, AuditWorker worker, ClusterSweep sweep, AuditResults results, PolicyReports? reports,
        ExpiryReminders reminders, AuditMetrics metrics, TimeProvider time, ILogger<AuditLoop> logger)
    {
        (_source, _queue, _worker, _sweep, _results) = (source, queue, worker, sweep, results);
        (_reports, _reminders, _metrics, _time, _logger) = (reports, reminders, metrics, time, logger);
        source.OnChange(queue.Changed);
    }

    /// <summary>Audits until it is cancelled. Each run begins anew: while another led, everything may have changed.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _results.Clear();
        _sweep.Reset();
        _reports?.Forget();
        _lastRound = null;
        _nextExpiry = null;
        try
        {
            while (true)
            {
                if (_source.Current is { } input)
                {
                    await WorkAsync(input, stop);
                }

                await _queue.SleepAsync(UntilWork(), stop);
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

        await _worker.WorkAsync(() => false, stop);
        if (_reports is { } reports && UntilReports() is { } until && until <= TimeSpan.Zero)
        {
            _lastReports = _time.GetTimestamp();
            await reports.PublishAsync(_results, stop);
        }

        // One kind at a time, so that a sweep of a large cluster does not put off the rest.
        await _sweep.SweepNextAsync(stop);
    }

    private async Task RoundAsync(AuditInput input, CancellationToken stop)
    {
        var isFirst = _lastRound is null;
        var (start, now) = (_time.GetTimestamp(), _time.GetUtcNow());
        _queue.RoundBegins();
        _lastRound = start;
        _nextExpiry = input.Exemptions.All.Where(exemption => exemption.Expires > now).Min(exemption => (DateTimeOffset?)exemption.Expires);
        var keys = AuditJudge.KeysOf(input);
        _results.KeepOnly(keys);
        var next = 0;
        await _worker.WorkAsync(
            () =>
            {
                if (next == keys.Length)
                {
                    return false;
                }

                _worker.Judge(keys[next++]);
                return true;
            },
            stop);
        _metrics.RoundDone(_time.GetElapsedTime(start), _time.GetUtcNow());
        _reminders.Remind(input.Exemptions, _time.GetUtcNow());
        if (_reports is { AreStale: true })
        {
            _results.MarkChanged(""); // publishing anything looks at all reports again
        }

        if (isFirst)
        {
            LogFirstRound(keys.Length, _time.GetElapsedTime(start).TotalSeconds);
        }
    }

    private TimeSpan UntilWork()
    {
        if (_source.Current is null)
        {
            return BetweenReports; // the source also tells when there is something; this is for one that forgets to
        }

        var until = UntilRound();
        until = _sweep.UntilNext() is var sweep && sweep < until ? sweep : until;
        return UntilReports() is { } reports && reports < until ? reports : until;
    }

    private TimeSpan UntilRound()
    {
        if (_lastRound is not { } last)
        {
            return TimeSpan.Zero;
        }

        var since = _time.GetElapsedTime(last);
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

    /// <summary>
    /// How long until reports may be written; null when they need not be, or not everything has been looked at: who takes over from
    /// another leader must not delete what it has not got round to.
    /// </summary>
    private TimeSpan? UntilReports()
    {
        if (_reports is null || !_results.HasChanged || _lastRound is null || !_sweep.HasTriedAll)
        {
            return null;
        }

        var until = BetweenReports - _time.GetElapsedTime(_lastReports);
        return _reports.UntilNext() is var allowed && allowed > until ? allowed : until;
    }

    [LoggerMessage(
        1, LogLevel.Information,
        "The audit judged all {Count} objects of the mesh in {Seconds:0.0} s. Pods and workloads follow, then reports.")]
    private partial void LogFirstRound(int count, double seconds);
}
