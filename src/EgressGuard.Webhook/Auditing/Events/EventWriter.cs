using System.Threading.Channels;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Webhook.Auditing.Events;

/// <summary>
/// Writes Events, as well as it can and never at the cost of a review: whoever has something to tell leaves it here and goes on. What
/// there is no room for is dropped and counted. Occurrences of the same thing become one Event with a count, and the API server is
/// written to five times a second at most, after a pause in bursts of fifty.
/// </summary>
internal sealed partial class EventWriter(
    IKubernetesApi api, string instance, AuditMetrics metrics, TimeProvider time, ILogger<EventWriter> logger)
{
    /// <summary>How many occurrences may wait to be counted.</summary>
    public const int MostWaiting = 1000;

    private static readonly ResourceType Events = new("events.k8s.io", "v1", "events", "Event", IsNamespaced: true);
    private static readonly TimeSpan BetweenComplaints = TimeSpan.FromMinutes(1);

    private readonly Channel<GuardEvent> _waiting = Channel.CreateBounded<GuardEvent>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly EventBook _book = new(instance, time);
    private readonly TokenBucket _bucket = new(perSecond: 5, burst: 50, time);
    private readonly Alarm _alarm = new(time);
    private DateTimeOffset? _complained;

    /// <summary>Leaves something to be told. Returns at once, from any thread.</summary>
    public void Tell(GuardEvent happened)
    {
        metrics.Event(_waiting.Writer.TryWrite(happened) ? "taken" : "dropped");
        _alarm.Ring();
    }

    /// <summary>Leaves the Events of an answer to be told. The request's bytes must still be there; nothing is kept of them.</summary>
    public void Tell(AdmissionAnswer answer)
    {
        foreach (var happened in DenialEvents.Of(answer))
        {
            Tell(happened);
        }
    }

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            Collect();
            if (_book.Next() is not { } series)
            {
                await _alarm.SleepAsync(_book.UntilNext(), stop);
            }
            else if (_bucket.TryTake() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, stop);
            }
            else
            {
                await WriteAsync(series, stop);
            }
        }
    }

    private void Collect()
    {
        while (_waiting.Reader.TryRead(out var happened))
        {
            if (!_book.Add(happened))
            {
                metrics.Event("dropped");
            }
        }
    }

    private async Task WriteAsync(EventSeries series, CancellationToken stop)
    {
        var count = series.Count;
        try
        {
            if (series.Written == 0)
            {
                await CreateAsync(series, stop);
            }
            else if (series.Event.OnceAs is null)
            {
                await api.PatchAsync(Events, Reference(series), PatchKind.Merge, EventJson.WriteSeries(series), subresource: null, stop);
            }

            series.Wrote(count, time.GetUtcNow());
            metrics.Event("written");
        }
        catch (ApiException exception) when (exception.Error.IsNotFound && series.Written > 0)
        {
            _book.Restart(series); // the cluster keeps Events for an hour or so
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            series.Failed(time.GetUtcNow());
            metrics.Event("failed");
            Complain(exception);
        }
    }

    private async Task CreateAsync(EventSeries series, CancellationToken stop)
    {
        try
        {
            await api.CreateAsync(Events, series.Event.Regarding.EventNamespace, EventJson.Write(series, instance), stop);
        }
        catch (ApiException exception) when (exception.Error.IsConflict)
        {
            // It is there: another replica told it, or the answer to an earlier try was lost.
        }
    }

    private void Complain(Exception exception)
    {
        var now = time.GetUtcNow();
        if (_complained is null || now - _complained >= BetweenComplaints)
        {
            _complained = now;
            LogFailed(exception.Message);
        }
    }

    private static ObjectRef Reference(EventSeries series) => new(series.Event.Regarding.EventNamespace, series.Name);

    [LoggerMessage(1, LogLevel.Warning, "An Event could not be written; reviews go on without it. Told at most once a minute. {Problem}")]
    private partial void LogFailed(string problem);
}
