using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Webhook.Auditing.Status;

/// <summary>
/// Keeps the status of every EgressPolicy and EgressExemption true: after a change, when an exemption ends, and once an hour. Nothing is
/// written that is there already.
/// </summary>
internal sealed partial class StatusLoop
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(100);

    private static readonly ResourceType Policies = TypeOf("egresspolicies", PolicyReader.Kind);
    private static readonly ResourceType Exemptions = TypeOf("egressexemptions", ExemptionReader.Kind);

    private readonly IGuardObjectSource _objects;
    private readonly IAuditSource _basis;
    private readonly IKubernetesApi _api;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<StatusLoop> _logger;
    private readonly Alarm _alarm;

    /// <summary>What was written to which version of an object: until the watch brings the next one, it need not be written again.</summary>
    private Dictionary<(string Kind, string Name), (string Version, ImmutableArray<GuardCondition> Conditions)> _written = [];

    private string _toldProblem = "";

    /// <summary>A loop that does nothing until it runs. It runs once at a time.</summary>
    public StatusLoop(
        IGuardObjectSource objects, IAuditSource basis, IKubernetesApi api, AuditMetrics metrics, TimeProvider time, ILogger<StatusLoop> logger)
    {
        (_objects, _basis, _api, _metrics, _time, _logger) = (objects, basis, api, metrics, time, logger);
        _alarm = new Alarm(time);
        objects.OnChange(_alarm.Ring);
    }

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _written = [];
        while (true)
        {
            var wait = AfterFailure;
            if (_objects.Current is { } objects && _basis.Current is { } basis)
            {
                wait = await WriteAllAsync(objects, basis, stop) ? UntilNext(objects) : AfterFailure;
            }

            await _alarm.SleepAsync(wait, stop);
        }
    }

    private static ResourceType TypeOf(string plural, string kind)
    {
        var slash = PolicyReader.ApiVersion.IndexOf('/', StringComparison.Ordinal);
        return new ResourceType(PolicyReader.ApiVersion[..slash], PolicyReader.ApiVersion[(slash + 1)..], plural, kind, IsNamespaced: false);
    }

    /// <summary>Writes what is not there; false when something could not be written.</summary>
    private async Task<bool> WriteAllAsync(GuardObjects objects, AuditInput input, CancellationToken stop)
    {
        var basis = input.BasisAt(_time.GetUtcNow());
        var written = new Dictionary<(string Kind, string Name), (string Version, ImmutableArray<GuardCondition> Conditions)>();
        var problem = "";
        var all = objects.Policies.Select(json => (Policies, json)).Concat(objects.Exemptions.Select(json => (Exemptions, json)));
        foreach (var (type, json) in all)
        {
            if (GuardHead.Read(json) is not { } head)
            {
                continue;
            }

            var conditions = type == Policies
                ? GuardConditions.OfPolicy(json, head.Name, objects, basis)
                : GuardConditions.OfExemption(json, head.Name, objects, basis);
            if (head.Says(conditions))
            {
                continue;
            }

            var key = (type.Kind, head.Name);
            var isWritten = _written.TryGetValue(key, out var last)
                && last.Version == head.ResourceVersion && last.Conditions.SequenceEqual(conditions);
            if (!isWritten && await TryWriteAsync(type, head, conditions, stop) is { } failure)
            {
                problem = failure;
                continue;
            }

            written[key] = (head.ResourceVersion, conditions);
        }

        _written = written;
        Tell(problem);
        return problem.Length == 0;
    }

    /// <summary>Writes a status; gives what went wrong, or null.</summary>
    private async Task<string?> TryWriteAsync(ResourceType type, GuardHead head, ImmutableArray<GuardCondition> conditions, CancellationToken stop)
    {
        try
        {
            var patch = StatusJson.Write(head, conditions, _time.GetUtcNow());
            await _api.PatchAsync(type, new ObjectRef("", head.Name), PatchKind.Merge, patch, "status", stop);
            _metrics.StatusWritten("written");
            await Task.Delay(BetweenWrites, _time, stop);
            return null;
        }
        catch (ApiException exception) when (exception.Error.IsNotFound)
        {
            return null; // it is gone; the watch will say so
        }
        catch (Exception exception) when (AuditOutage.Is(exception))
        {
            _metrics.StatusWritten("failed");
            return exception.Message;
        }
    }

    private TimeSpan UntilNext(GuardObjects objects)
    {
        var now = _time.GetUtcNow();
        var next = objects.Exemptions.Select(json => GuardConditions.NextChange(json, now)).Min() - now;
        return next < Longest ? next.Value : Longest;
    }

    private void Tell(string problem)
    {
        if (problem.Length > 0 && _toldProblem != problem)
        {
            LogFailed(problem);
        }

        _toldProblem = problem;
    }

    [LoggerMessage(1, LogLevel.Warning, "The status of a policy or an exemption could not be written; another try follows. {Problem}")]
    private partial void LogFailed(string problem);
}
