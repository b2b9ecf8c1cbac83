using System.Collections.Immutable;
using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Files;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Judging;

/// <summary>
/// Exempts by a changed file without a restart. An invalid one is refused, told once with every error, and the last good ones stay until
/// they expire.
/// </summary>
internal sealed partial class ExemptionReload(
    WebhookOptions options, ExemptionFile? first, CurrentBasis basis, ExemptionMetrics metrics, ILogger<ExemptionReload> logger)
    : FileReload(options.ExemptionsFile is null ? [] : [options.ExemptionsFile])
{
    private ReadOnlyMemory<byte> _seen = first?.Bytes ?? default;
    private ImmutableArray<string> _toldErrors = [];

    /// <inheritdoc/>
    protected override void Reload()
    {
        var file = ExemptionFile.Read(options.ExemptionsFile!);
        if (file.Errors.IsEmpty)
        {
            if (!file.Bytes.Span.SequenceEqual(_seen.Span) || !_toldErrors.IsEmpty)
            {
                basis.Take(file.Exemptions);
                metrics.Reloaded(true);
                LogTaken(file.Exemptions.Length, options.ExemptionsFile!);
            }

            _toldErrors = [];
        }
        else if (!file.Errors.SequenceEqual(_toldErrors))
        {
            foreach (var error in file.Errors)
            {
                LogError(error);
            }

            metrics.Reloaded(false);
            LogKept();
            _toldErrors = file.Errors;
        }

        _seen = file.Bytes;
    }

    /// <inheritdoc/>
    protected override void Failed(Exception exception)
    {
        metrics.Reloaded(false);
        LogFailed(exception);
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} exemptions were read again from {File} and count from now on.")]
    private partial void LogTaken(int count, string file);

    [LoggerMessage(2, LogLevel.Error, "The exemptions are invalid. {Problem}")]
    private partial void LogError(string problem);

    [LoggerMessage(3, LogLevel.Error, "The last good exemptions stay, until they expire or the file is mended.")]
    private partial void LogKept();

    [LoggerMessage(4, LogLevel.Error, "The file of exemptions could not be looked at. The last good exemptions stay.")]
    private partial void LogFailed(Exception exception);
}
