using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>
/// Keeps a sink up with one kind: a full list, then the changes since. It never gives up: whatever fails is reported and tried again,
/// never in a tight loop. Where the changes can be continued without a gap they are; otherwise everything is listed again.
/// </summary>
/// <typeparam name="T">An object as the sink keeps it.</typeparam>
/// <param name="api">The API server.</param>
/// <param name="watched">The kind.</param>
/// <param name="sink">Where objects go.</param>
/// <param name="settings">The clock, the log and chance.</param>
public sealed class Reflector<T>(IKubernetesApi api, WatchedType watched, IObjectSink<T> sink, WatchSettings settings) : IReflector
{
    private const int InternalErrorsInARow = 2;

    /// <summary>A list that has to be repeated sooner than this is repeated only after a pause.</summary>
    private static readonly TimeSpan ListAgainAtOnce = TimeSpan.FromSeconds(30);

    /// <summary>A server that asks to be left alone for longer is asked all the same: the mesh grows stale meanwhile.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AbsentAtLeast = TimeSpan.FromSeconds(30);

    private readonly WatchReport _report = new(watched, settings);
    private readonly Backoff _backoff = new(settings.Time, settings.Chance);
    private long _listedAt;

    /// <inheritdoc/>
    public WatchedType Type => watched;

    /// <inheritdoc/>
    public WatchStatus Status => _report.Status;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (await ListAsync(stop) is { } position)
                {
                    await FollowAsync(position, stop);
                }
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // This is how it ends. A request that is cut off may say so in other words than a cancellation.
        }
    }

    /// <summary>Reads everything; null after a pause when that was not possible.</summary>
    private async Task<WatchPosition?> ListAsync(CancellationToken stop)
    {
        try
        {
            foreach (var type in watched.Versions)
            {
                var list = new FullList<T>(api, type, sink, _report);
                if (await list.ReadAsync(stop) is { } version)
                {
                    sink.Replace(list.Items);
                    _report.Listed();
                    _listedAt = settings.Time.GetTimestamp();
                    return new WatchPosition(type, version);
                }
            }

            sink.Replace(FullList<T>.Nothing);
            _report.Absent();
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            var end = WatchEnd.Of(exception);
            _report.Ended(end);
            await PauseAsync(end, stop);
            return null;
        }

        await Task.Delay(AbsentAtLeast * (1 + settings.Chance()), settings.Time, stop);
        return null;
    }

    /// <summary>Watches until everything must be listed again.</summary>
    private async Task FollowAsync(WatchPosition position, CancellationToken stop)
    {
        var internalErrors = 0;
        while (true)
        {
            var watch = new Watch<T>(api, position, sink, settings, _report);
            var end = await watch.RunAsync(stop);
            stop.ThrowIfCancellationRequested();
            _report.Ended(end);
            internalErrors = end.Reason != RestartReason.InternalError ? 0 : watch.HasProgressed ? 1 : internalErrors + 1;
            switch (end.Reason)
            {
                case RestartReason.Closed or RestartReason.Silent:
                    break;
                case RestartReason.VeryShort or RestartReason.Unreachable or RestartReason.Throttled or RestartReason.Forbidden:
                    await PauseAsync(end, stop);
                    break;
                case RestartReason.InternalError when internalErrors <= InternalErrorsInARow:
                    await PauseAsync(end, stop);
                    break;
                case RestartReason.Expired or RestartReason.NotFound when settings.Time.GetElapsedTime(_listedAt) >= ListAgainAtOnce:
                    return;
                default:
                    await PauseAsync(end, stop);
                    return;
            }
        }
    }

    private Task PauseAsync(WatchEnd end, CancellationToken stop)
    {
        var asked = end.RetryAfter ?? TimeSpan.Zero;
        var pause = TimeSpan.FromTicks(Math.Max(_backoff.Next().Ticks, Math.Min(asked.Ticks, LongestAsked.Ticks)));
        return Task.Delay(pause, settings.Time, stop);
    }
}
