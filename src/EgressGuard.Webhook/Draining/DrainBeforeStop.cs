using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Draining;

/// <summary>
/// Waits between SIGTERM and the stop. When Kestrel stops, it closes idle connections and refuses new ones, and an API server that
/// has not yet heard that this replica leaves would lose calls (engineering.md 3.4).
/// </summary>
internal sealed partial class DrainBeforeStop(WebhookOptions options, DrainState drain, ILogger<DrainBeforeStop> logger)
    : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        drain.Begin();
        if (drain.Hurry.IsCancellationRequested)
        {
            return;
        }

        LogDraining((int)options.DrainTime.TotalSeconds);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(drain.Hurry, cancellationToken);
        await Task.Delay(options.DrainTime, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Asked to stop: not ready any more, serving for another {Seconds} s, then gone.")]
    private partial void LogDraining(int seconds);
}
