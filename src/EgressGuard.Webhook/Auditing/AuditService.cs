using EgressGuard.Kubernetes.Leases;
using EgressGuard.Webhook.Auditing.Events;
using EgressGuard.Webhook.Auditing.Status;

namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// Runs the audit beside admission. Every replica writes the Events of what it refused; one, which holds the Lease, audits and writes
/// reports and statuses. Whatever fails here is told and begun again: admission goes on.
/// </summary>
internal sealed partial class AuditService(
    IAuditSource source, LeaseElection election, AuditLoop audit, StatusLoop status, EventWriter events, TimeProvider time, ILogger<AuditService> logger)
    : BackgroundService
{
    /// <summary>How long to wait after a defect.</summary>
    public static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>Runs until it is cancelled.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        AgainAndAgainAsync("writing of Events", events.RunAsync, stop),
        AgainAndAgainAsync("audit", StandAsync, stop));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    /// <summary>A replica that does not know the cluster yet must not hold the Lease: it could audit nothing.</summary>
    private async Task StandAsync(CancellationToken stop)
    {
        while (source.Current is null)
        {
            await Task.Delay(Glance, time, stop);
        }

        await election.RunAsync(LeadAsync, stop);
    }

    private async Task LeadAsync(CancellationToken leading)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(leading);
        await Task.WhenAll(EndAllAsync(audit.RunAsync(together.Token), together), EndAllAsync(status.RunAsync(together.Token), together));
    }

    /// <summary>When one fails the other must not go on alone, unnoticed.</summary>
    private static async Task EndAllAsync(Task task, CancellationTokenSource together)
    {
        try
        {
            await task;
        }
        finally
        {
            End(together);
        }
    }

    private static void End(CancellationTokenSource together) => together.Cancel();

    private async Task AgainAndAgainAsync(string what, Func<CancellationToken, Task> run, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await run(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFault(exception, what);
            }

            await WaitAsync(stop);
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(AfterFailure, time, stop);
        }
        catch (OperationCanceledException)
        {
            // It is the end anyway.
        }
    }

    [LoggerMessage(
        1, LogLevel.Error,
        "The {What} failed, and is begun again in a minute; admission is not touched by it. This is a defect of EgressGuard.")]
    private partial void LogFault(Exception fault, string what);
}
