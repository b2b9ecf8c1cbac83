using System.Collections.Immutable;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Watching;
using EgressGuard.Webhook.Auditing;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>Looks when something changed, when something is due, and every minute. Whatever fails is tried again.</summary>
internal sealed partial class UpkeepService(
    CertificateUpkeep upkeep,
    IKubernetesApi api,
    ImmutableArray<ResourceType> watched,
    CertificateTerms terms,
    UpkeepStatus status,
    CertificateStore store,
    TimeProvider time,
    ILogger<UpkeepService> logger)
    : BackgroundService
{
    private const int LongestPause = 30;

    private static readonly TimeSpan Latest = TimeSpan.FromMinutes(1);

    /// <summary>Somebody who puts an old caBundle back again and again is not argued with faster than this.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(1);

    private readonly Alarm _alarm = new(time);
    private int _failures;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bell = new Doorbell(_alarm.Ring);
        var settings = WatchSettings.For(bell) with { Time = time };
        return Task.WhenAll(
        [
            KeepAsync(stoppingToken),
            .. watched.Select(type => new Reflector<string>(api, new WatchedType([type]), bell, settings).RunAsync(stoppingToken)),
        ]);
    }

    private async Task KeepAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var wait = await LookAsync(stop);
                await Task.Delay(AtLeast, time, stop);
                await _alarm.SleepAsync(wait - AtLeast, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way to end it.
        }
    }

    /// <summary>Looks, and says when to look again.</summary>
    private async Task<TimeSpan> LookAsync(CancellationToken stop)
    {
        try
        {
            var state = await upkeep.LookAsync(stop);
            if (_failures > 0)
            {
                LogMended();
            }

            _failures = 0;
            var now = time.GetUtcNow();
            return ServingPlan.NextLook(state, terms, now, now + Latest) - now;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            status.Failed(exception.Message);
            LogFailed(exception.Message, store.Current.NotAfter);
            _failures++;
            return TimeSpan.FromSeconds(Math.Min(LongestPause, 1 << Math.Min(_failures, 10)));
        }
    }

    [LoggerMessage(1, LogLevel.Error,
        "The serving certificate cannot be kept up, and it is tried again. The one in use is valid until {NotAfter:u}. {Problem}")]
    private partial void LogFailed(string problem, DateTimeOffset notAfter);

    [LoggerMessage(2, LogLevel.Information, "The serving certificate is kept up again.")]
    private partial void LogMended();
}
