using System.Collections.Immutable;
using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Files;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Judging;

/// <summary>
/// Judges by a changed policy without a restart. An invalid one is refused, told once with every error, and the last good one stays.
/// </summary>
internal sealed partial class PolicyReload(
    WebhookOptions options, PolicyFile? first, CurrentBasis basis, PolicyMetrics metrics, ILogger<PolicyReload> logger)
    : FileReload(options.PolicyFile is null ? [] : [options.PolicyFile])
{
    private ReadOnlyMemory<byte> _seen = first?.Bytes ?? default;
    private ImmutableArray<string> _toldErrors = [];

    /// <inheritdoc/>
    protected override void Reload()
    {
        var file = PolicyFile.Read(options.PolicyFile!);
        if (file.Policy is { } policy)
        {
            if (!file.Bytes.Span.SequenceEqual(_seen.Span) || !_toldErrors.IsEmpty)
            {
                basis.Take(policy);
                metrics.InForce(policy.Name, file.Bytes);
                metrics.Reloaded(true);
                LogTaken(policy.Name, options.PolicyFile!);
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
            LogKept(basis.Current.Policy.Name);
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

    [LoggerMessage(1, LogLevel.Information, "Policy '{Name}' was read again from {File} and is in force.")]
    private partial void LogTaken(string name, string file);

    [LoggerMessage(2, LogLevel.Error, "The policy is invalid. {Problem}")]
    private partial void LogError(string problem);

    [LoggerMessage(3, LogLevel.Error, "The last good policy, '{Name}', stays in force until the file is mended.")]
    private partial void LogKept(string name);

    [LoggerMessage(4, LogLevel.Error, "The policy file could not be looked at. The last good policy stays in force.")]
    private partial void LogFailed(Exception exception);
}
