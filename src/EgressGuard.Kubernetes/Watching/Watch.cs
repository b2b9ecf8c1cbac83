using System.Text.Json;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>One watch, from its request to its end. It moves the position as far as it came.</summary>
internal sealed class Watch<T>(IKubernetesApi api, WatchPosition position, IObjectSink<T> sink, WatchSettings settings, WatchReport report)
{
    private const int ShortestSeconds = 300;
    private const int LongestSeconds = 600;

    /// <summary>How long after the server should have closed the watch it is given up.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan VeryShort = TimeSpan.FromSeconds(1);

    private bool _isOpen;

    /// <summary>Whether the position was moved.</summary>
    public bool HasProgressed { get; private set; }

    /// <summary>Takes events until the watch ends. A cancellation through <paramref name="stop"/> throws.</summary>
    public async Task<WatchEnd> RunAsync(CancellationToken stop)
    {
        var timeout = TimeSpan.FromSeconds(ShortestSeconds + (int)((LongestSeconds - ShortestSeconds + 1) * settings.Chance()));
        using var silence = new CancellationTokenSource(timeout + Grace, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, silence.Token);
        var began = settings.Time.GetTimestamp();
        report.WatchBegins();
        try
        {
            await using var events = api.WatchAsync(position.Type, position.Version, timeout, either.Token).GetAsyncEnumerator(either.Token);
            while (await NextAsync(events, either.Token))
            {
                silence.CancelAfter(timeout + Grace);
                if (Take(events.Current) is { } end)
                {
                    return end;
                }
            }
        }
        catch (Exception exception) when (!stop.IsCancellationRequested && !silence.IsCancellationRequested)
        {
            return WatchEnd.Of(exception);
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // It was given up: told below, as for a client that ends quietly when it is cancelled.
        }

        stop.ThrowIfCancellationRequested();
        return silence.IsCancellationRequested
            ? new WatchEnd(RestartReason.Silent, $"nothing arrived for {(timeout + Grace).TotalSeconds:0} s, not even the end")
            : !HasProgressed && settings.Time.GetElapsedTime(began) < VeryShort
                ? new WatchEnd(RestartReason.VeryShort, "the server closed the watch at once and without an event")
                : new WatchEnd(RestartReason.Closed, "the server closed the watch");
    }

    /// <summary>
    /// Waits for the next event. In a quiet cluster there may be none for long: a watch that was broken and now stays open is well again
    /// without one.
    /// </summary>
    private async Task<bool> NextAsync(IAsyncEnumerator<WatchEvent> events, CancellationToken cancellation)
    {
        var next = events.MoveNextAsync();
        if (!_isOpen || report.Status.BrokenSince is null || next.IsCompleted)
        {
            return await next;
        }

        var arrival = next.AsTask();
        var quiet = Task.Delay(VeryShort, settings.Time, cancellation);
        if (await Task.WhenAny(arrival, quiet) == quiet && quiet.IsCompletedSuccessfully)
        {
            report.StaysOpen();
        }

        return await arrival;
    }

    /// <summary>Takes an event; gives the watch's end when it is one.</summary>
    private WatchEnd? Take(WatchEvent change)
    {
        if (ReferenceEquals(change, WatchEvent.Opened))
        {
            _isOpen = true;
            return null;
        }

        switch (change.Type)
        {
            case "ADDED" or "MODIFIED" or "DELETED":
                TakeObject(change);
                return null;
            case "BOOKMARK":
                MoveTo(ObjectHead.Read(change.Object.Span).ResourceVersion);
                report.Bookmark();
                return null;
            case "ERROR":
                return WatchEnd.OfEvent(ErrorEvent.Read(change.Object));
            default:
                report.Skipped($"the watch has an event of the unknown type '{change.Type}'");
                return null;
        }
    }

    private void TakeObject(WatchEvent change)
    {
        var head = ObjectHead.Read(change.Object.Span);
        if (!head.Fits(position.Type))
        {
            report.Skipped($"the watch has an event about a {head.ApiVersion} {head.Kind}");
            return;
        }

        if (head.Reference.Name.Length == 0)
        {
            throw new JsonException("The object of an event has no name.");
        }

        if (change.Type == "DELETED")
        {
            sink.Remove(head.Reference);
        }
        else
        {
            sink.Set(head.Reference, sink.Read(position.Type, head, change.Object, out var problem));
            if (problem is not null)
            {
                report.Unreadable(head.Reference, problem);
            }
        }

        MoveTo(head.ResourceVersion);
        report.Event();
    }

    private void MoveTo(string version)
    {
        if (version.Length > 0 && version != position.Version)
        {
            position.Version = version;
            HasProgressed = true;
        }
    }
}
