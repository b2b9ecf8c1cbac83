using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Listing;

namespace EgressGuard.Webhook.Auditing;

/// <summary>
/// Judges the objects that the mesh does not hold, pods and workloads above all, once an hour. It pages through them and keeps only
/// what has findings, so that its memory does not grow with the cluster.
/// </summary>
internal sealed partial class ClusterSweep(
    IKubernetesApi api, AuditWorker worker, AuditResults results, TimeProvider time, ILogger<ClusterSweep> logger)
{
    /// <summary>How long between two sweeps of a kind.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromHours(1);

    /// <summary>How long until another try after a failure.</summary>
    public static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    /// <summary>Of how many objects the findings are kept at most. The others are counted.</summary>
    public const int MostKept = 10_000;

    /// <summary>A pod can be a hundred kilobytes, and a page is in memory as a whole.</summary>
    private const int PageSize = 100;

    private readonly Dictionary<ObjectKind, (long Since, TimeSpan Wait)> _next = [];
    private readonly Dictionary<ObjectKind, int> _kept = [];
    private readonly Dictionary<ObjectKind, string> _told = [];

    /// <summary>Whether every kind has been tried since the beginning.</summary>
    public bool HasTriedAll => _next.Count == ListedKind.All.Length;

    /// <summary>How long until a kind is due; zero or less when one is.</summary>
    public TimeSpan UntilNext() =>
        HasTriedAll ? _next.Values.Min(next => next.Wait - time.GetElapsedTime(next.Since)) : TimeSpan.Zero;

    /// <summary>Begins anew: everything is due.</summary>
    public void Reset()
    {
        _next.Clear();
        _kept.Clear();
    }

    /// <summary>Sweeps one kind that is due, if there is one. A failure is told, and the former verdicts stay.</summary>
    public async Task SweepNextAsync(CancellationToken stop)
    {
        if (ListedKind.All.FirstOrDefault(listed => IsDue(listed.Kind)) is not { } due)
        {
            return;
        }

        var since = time.GetTimestamp();
        try
        {
            await SweepAsync(due, stop);
            _next[due.Kind] = (since, Between);
            _told.Remove(due.Kind);
        }
        catch (Exception exception) when (AuditOutage.Is(exception))
        {
            _next[due.Kind] = (time.GetTimestamp(), AfterFailure);
            Tell(due.Kind, exception.Message);
        }
    }

    private bool IsDue(ObjectKind kind) => !_next.TryGetValue(kind, out var next) || time.GetElapsedTime(next.Since) >= next.Wait;

    private async Task SweepAsync(ListedKind listed, CancellationToken stop)
    {
        var swept = new SweptKind(listed.Kind, MostKept - _kept.Where(entry => entry.Key != listed.Kind).Sum(entry => entry.Value));
        foreach (var versions in listed.Types)
        {
            foreach (var type in versions)
            {
                if (await TryListAsync(type, swept, stop))
                {
                    break;
                }
            }
        }

        _kept[listed.Kind] = swept.Kept.Count;
        results.TakeSwept(swept);
        if (swept.LeftOut > 0)
        {
            LogLeftOut(swept.LeftOut, listed.Kind.ToString(), MostKept);
        }
    }

    /// <summary>Judges all objects of a type, page by page; false when the cluster does not serve it.</summary>
    private async Task<bool> TryListAsync(ResourceType type, SweptKind swept, CancellationToken stop)
    {
        string? next = null;
        do
        {
            ObjectPage page;
            try
            {
                page = await api.ListAsync(type, PageSize, next, stop);
            }
            catch (ApiException exception) when (exception.Error.IsNotFound)
            {
                return false;
            }

            var item = 0;
            await worker.WorkAsync(() => item < page.Items.Count && Judge(type, page.Items[item++], swept), stop);
            next = page.Continue;
        }
        while (next is not null);
        return true;
    }

    /// <summary>Judges an object; always true, for there may be another.</summary>
    private bool Judge(ResourceType type, ReadOnlyMemory<byte> utf8Json, SweptKind swept)
    {
        if (ListedHead.Read(utf8Json) is not { } head || !head.IsJudged(swept.Kind))
        {
            return true;
        }

        var key = new AuditKey(swept.Kind, head.Reference);
        if (!worker.TryJudge(key, (input, now) => Judge(input, key, type, utf8Json, now), out var judged))
        {
            swept.Keep(key);
        }
        else if (judged is not null)
        {
            results.Set(key, swept.Take(judged));
        }

        return true;
    }

    private static AuditedObject Judge(AuditInput input, AuditKey key, ResourceType type, ReadOnlyMemory<byte> utf8Json, DateTimeOffset now)
    {
        var read = KubeObjectReader.Read(key.Kind, utf8Json.Span, out var defect);

        // Items of lists do not say what they are.
        return read is null
            ? AuditJudge.Judge(input, key, defect!)
            : AuditJudge.Judge(input, key, read with { ApiVersion = type.ApiVersion, KindName = type.Kind }, now);
    }

    /// <summary>The same problem is told once, not every few minutes.</summary>
    private void Tell(ObjectKind kind, string problem)
    {
        if (_told.GetValueOrDefault(kind) != problem)
        {
            LogFailed(kind.ToString(), problem);
        }

        _told[kind] = problem;
    }

    [LoggerMessage(1, LogLevel.Warning, "The audit could not list all objects of kind {Kind}; former verdicts stay, and another try follows. {Problem}")]
    private partial void LogFailed(string kind, string problem);

    [LoggerMessage(2, LogLevel.Warning,
        "{Count} objects of kind {Kind} have findings that are not reported: the audit keeps those of {Most} objects beside the mesh. Mend some.")]
    private partial void LogLeftOut(int count, string kind, int most);
}
