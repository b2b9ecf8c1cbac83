using EgressGuard.Kubernetes.Leases;

namespace EgressGuard.Webhook.Auditing;

/// <summary>Tells the log and the metrics which replica audits.</summary>
internal sealed partial class AuditLeaseLog(AuditMetrics metrics, ILogger<AuditLeaseLog> logger) : ILeaseLog
{
    private string _told = "";

    /// <inheritdoc/>
    public void Leading()
    {
        _told = "";
        metrics.Leading(true);
        LogLeading();
    }

    /// <inheritdoc/>
    public void Ended(string reason)
    {
        metrics.Leading(false);
        LogEnded(reason);
    }

    /// <inheritdoc/>
    public void Follows(string holder) => LogFollows(holder);

    /// <summary>There is a try every two seconds: the same problem is told once.</summary>
    public void Failed(string problem)
    {
        if (_told != problem)
        {
            LogFailed(problem);
        }

        _told = problem;
    }

    [LoggerMessage(1, LogLevel.Information, "This replica audits the cluster now.")]
    private partial void LogLeading();

    [LoggerMessage(2, LogLevel.Information, "This replica no longer audits the cluster. {Reason}")]
    private partial void LogEnded(string reason);

    [LoggerMessage(3, LogLevel.Information, "{Holder} audits the cluster; this replica stands by.")]
    private partial void LogFollows(string holder);

    [LoggerMessage(4, LogLevel.Warning, "The lease of the audit could not be had or renewed; another try follows. {Problem}")]
    private partial void LogFailed(string problem);
}
