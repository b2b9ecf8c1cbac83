using EgressGuard.Webhook.Logging;

namespace EgressGuard.Webhook.Auditing;

/// <summary>Does the audit's work at its pace: whatever else there is to do, an object that has just changed is judged before it.</summary>
internal sealed partial class AuditWorker(
    IAuditSource source, AuditQueue queue, AuditResults results, AuditMetrics metrics, TimeProvider time, ILogger<AuditWorker> logger)
{
    private readonly AuditPace _pace = new(time);

    /// <summary>Does step after step, and judges what changes in the meantime.</summary>
    /// <param name="step">One short piece of work; false when there is none left.</param>
    /// <param name="stop">Ends it.</param>
    public Task WorkAsync(Func<bool> step, CancellationToken stop) => _pace.WorkAsync(() => TryJudgeChanged() || step(), stop);

    /// <summary>Judges an object of the mesh and keeps the verdict.</summary>
    public void Judge(AuditKey key)
    {
        if (TryJudge(key, (input, now) => AuditJudge.Judge(input, key, now), out var judged))
        {
            results.Set(key, judged);
        }
    }

    /// <summary>Judges by the latest that is known: what a round or a page began with may be old by now.</summary>
    /// <returns>False when there is no verdict: the former one stays.</returns>
    public bool TryJudge(AuditKey key, Func<AuditInput, DateTimeOffset, AuditedObject?> judge, out AuditedObject? judged)
    {
        judged = null;
        try
        {
            if (source.Current is not { } input)
            {
                return false;
            }

            judged = judge(input, time.GetUtcNow());
            metrics.Judged();
            return true;
        }
        catch (Exception exception)
        {
            // One object that the guard stumbles over must not keep the others from being judged.
            metrics.Failed();
            LogFault(QuietFault.Of(exception)!, key.Kind.ToString(), key.Reference.ToString());
            return false;
        }
    }

    private bool TryJudgeChanged()
    {
        if (!queue.TryTake(out var changed))
        {
            return false;
        }

        Judge(changed);
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "The audit could not judge {Kind} {Reference}; its former verdict stays. This is a defect of EgressGuard.")]
    private partial void LogFault(Exception fault, string kind, string reference);
}
