using EgressGuard.Webhook.Files;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Tls;

/// <summary>Takes a renewed certificate without a restart. What cannot be used is refused, told once, and the old one stays.</summary>
internal sealed partial class CertificateReload(
    CertificateFiles? files, CertificateStore store, CertificateMetrics metrics, TimeProvider time, ILogger<CertificateReload> logger)
    : FileReload(files is null ? [] : [files.Certificate, files.Key])
{
    private string? _toldProblem;

    /// <inheritdoc/>
    protected override void Reload()
    {
        var read = files!.Read(time.GetUtcNow(), out var problem);
        if (read is null)
        {
            if (problem != _toldProblem)
            {
                metrics.Reloaded(false);
                LogRefused(problem!, store.Current.NotAfter);
            }
        }
        else if (!read.HasSameSourceAs(store.Current))
        {
            store.Replace(read);
            metrics.Reloaded(true);
            LogReplaced(read.Leaf.Subject, read.NotAfter);
        }

        _toldProblem = problem;
    }

    /// <inheritdoc/>
    protected override void Failed(Exception exception)
    {
        metrics.Reloaded(false);
        LogFailed(exception);
    }

    [LoggerMessage(1, LogLevel.Information, "A new certificate is in use: {Subject}, valid until {NotAfter:u}.")]
    private partial void LogReplaced(string subject, DateTimeOffset notAfter);

    [LoggerMessage(2, LogLevel.Error, "{Problem} The certificate that was read before stays in use; it is valid until {NotAfter:u}.")]
    private partial void LogRefused(string problem, DateTimeOffset notAfter);

    [LoggerMessage(3, LogLevel.Error, "The certificate files could not be looked at. The certificate that was read before stays in use.")]
    private partial void LogFailed(Exception exception);
}
