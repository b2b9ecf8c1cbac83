using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Files;

namespace EgressGuard.Webhook.Tls;

/// <summary>Takes other authorities of callers without a restart. What cannot be used is told once, and the old ones stay.</summary>
internal sealed partial class ClientCheckReload(
    ServingOptions options, CertificateStore store, ClientRefusals refusals, ILogger<ClientCheckReload> logger)
    : FileReload(options.ClientAuthorityFile is { } file ? [file] : [])
{
    private string? _toldProblem;

    /// <inheritdoc/>
    protected override void Reload()
    {
        var read = ClientCheck.Read(options.ClientAuthorityFile!, options.ClientNames, refusals.Count, out var problem);
        if (read is null)
        {
            if (problem != _toldProblem)
            {
                LogRefused(problem!);
            }
        }
        else if (!read.HasSameSourceAs(store.Clients!))
        {
            store.Replace(read);
            LogReplaced();
        }

        _toldProblem = problem;
    }

    /// <inheritdoc/>
    protected override void Failed(Exception exception) => LogFailed(exception);

    [LoggerMessage(1, LogLevel.Information, "The certificates of callers are checked by new certificate authorities.")]
    private partial void LogReplaced();

    [LoggerMessage(2, LogLevel.Error, "{Problem} Callers are checked by those that were read before.")]
    private partial void LogRefused(string problem);

    [LoggerMessage(3, LogLevel.Error, "The file of --client-ca could not be looked at. Callers are checked by what was read before.")]
    private partial void LogFailed(Exception exception);
}
