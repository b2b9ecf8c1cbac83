using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Webhook.Auditing.Reports;

/// <summary>
/// Keeps the reports in the cluster as the audit's results have them: written when what they say has changed, deleted when there is
/// nothing to say. What is there is read at the beginning and again once an hour, so that what somebody else did to it is put right.
/// </summary>
internal sealed partial class PolicyReports(
    IKubernetesApi api, ReportApi reportApi, AuditMetrics metrics, TimeProvider time, ILogger<PolicyReports> logger)
{
    /// <summary>How long to wait after a failure.</summary>
    public static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before looking again for report types that are not installed.</summary>
    public static readonly TimeSpan WhileAbsent = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Reread = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(100);

    /// <summary>How many namespaces at once: objects that change meanwhile wait for their verdict.</summary>
    private const int MostAtOnce = 50;

    /// <summary>Reports of other tools come with them, and those can be large.</summary>
    private const int PageOfList = 50;

    private readonly Dictionary<string, ImmutableArray<ReportPage>> _stored = new(StringComparer.Ordinal);
    private DateTimeOffset? _readAt;
    private DateTimeOffset _notBefore;
    private bool _isAbsenceTold;
    private string _toldProblem = "";

    /// <summary>Whether what is in the cluster should be looked at again.</summary>
    public bool AreStale => _readAt is null || time.GetUtcNow() - _readAt >= Reread;

    /// <summary>How long nothing will be written, because it failed; zero or less when it may be.</summary>
    public TimeSpan UntilNext() => _notBefore - time.GetUtcNow();

    /// <summary>Forgets what was known of the cluster: while another led, it may have changed.</summary>
    public void Forget() => _readAt = null;

    /// <summary>Writes the reports of namespaces whose results have changed. Failures are told, and another try follows.</summary>
    public async Task PublishAsync(AuditResults results, CancellationToken stop)
    {
        string? home = null;
        var refused = new List<string>();
        try
        {
            if (AreStale)
            {
                await ReadAsync(stop);
                results.MarkAllChanged();
                _stored.Keys.ToList().ForEach(results.MarkChanged);
            }

            _notBefore = default;
            for (var taken = 0; taken < MostAtOnce && (home = results.TakeChanged()) is not null; taken++)
            {
                await TryPublishAsync(home, results.Of(home), refused, stop);
                home = null;
            }

            metrics.LeftOut(_stored.Values.Sum(pages => pages.Sum(page => page.LeftOut)));
            _toldProblem = refused.Count == 0 ? "" : _toldProblem;
        }
        catch (Exception exception) when (AuditOutage.Is(exception))
        {
            Failed(exception, home);
        }

        if (home is not null)
        {
            refused.Add(home);
        }

        refused.ForEach(results.MarkChanged);
    }

    /// <summary>Reports of one namespace. What the server has against them, as when the namespace is going, does not stop the others.</summary>
    private async Task TryPublishAsync(string home, IReadOnlyCollection<AuditedObject> objects, List<string> refused, CancellationToken stop)
    {
        try
        {
            await PublishAsync(home, objects, stop);
        }
        catch (ApiException exception) when (exception.Error.Code is >= 400 and < 500 and not (401 or 429))
        {
            if (exception.Error.IsNotFound)
            {
                // Either the namespace is gone or the type is; of the type this throws.
                await api.ListAsync(reportApi.TypeFor(home), limit: 1, continueToken: null, stop);
            }

            refused.Add(home);
            Failed(exception, home, isRefused: true);
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        _stored.Clear();
        foreach (var type in (ResourceType[])[reportApi.Namespaced, reportApi.Cluster])
        {
            string? next = null;
            do
            {
                var list = await api.ListAsync(type, PageOfList, next, stop);
                foreach (var item in list.Items)
                {
                    if (ReportJson.Read(item, out var home) is { } page)
                    {
                        _stored[home] = [.. (_stored.GetValueOrDefault(home) is { IsDefault: false } pages ? pages : []).Add(page)];
                    }
                }

                next = list.Continue;
            }
            while (next is not null);
        }

        _readAt = time.GetUtcNow();
        if (_isAbsenceTold)
        {
            LogInstalled(reportApi.Namespaced.ToString());
        }

        _isAbsenceTold = false;
    }

    private async Task PublishAsync(string home, IReadOnlyCollection<AuditedObject> objects, CancellationToken stop)
    {
        var stored = _stored.GetValueOrDefault(home) is { IsDefault: false } known ? known : [];
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var since = stored.SelectMany(page => page.Results).DistinctBy(item => item.Result).ToDictionary(item => item.Result, item => item.Since);
        var pages = ReportPage.Build(objects, result => since.GetValueOrDefault(result, now));
        var type = reportApi.TypeFor(home);

        // Known to be there is only what was written: a failure on the way must not leave a wrong memory.
        foreach (var page in pages.Where(page => !stored.Any(page.IsSame)))
        {
            await api.PatchAsync(
                type, new ObjectRef(home, page.Name), PatchKind.Apply, ReportJson.Write(reportApi, home, page), subresource: null, stop);
            stored = Remember(home, [.. stored.Where(other => other.Name != page.Name), page]);
            metrics.ReportWritten("written");
            await Task.Delay(BetweenWrites, time, stop);
        }

        foreach (var page in stored.Where(page => !pages.Any(wanted => wanted.Name == page.Name)))
        {
            await api.DeleteAsync(type, new ObjectRef(home, page.Name), stop);
            Remember(home, [.. _stored[home].Where(other => other.Name != page.Name)]);
            metrics.ReportWritten("deleted");
            await Task.Delay(BetweenWrites, time, stop);
        }
    }

    private ImmutableArray<ReportPage> Remember(string home, ImmutableArray<ReportPage> pages)
    {
        if (pages.IsEmpty)
        {
            _stored.Remove(home);
        }
        else
        {
            _stored[home] = pages;
        }

        return pages;
    }

    private void Failed(Exception exception, string? home, bool isRefused = false)
    {
        if (exception is ApiException { Error.IsNotFound: true } && !isRefused)
        {
            // Nobody must install the reports: without them there are metrics and the command line.
            _readAt = null;
            _notBefore = time.GetUtcNow() + WhileAbsent;
            if (!_isAbsenceTold)
            {
                LogAbsent(reportApi.Namespaced.ToString(), reportApi.Cluster.ToString());
            }

            _isAbsenceTold = true;
            return;
        }

        metrics.ReportWritten("failed");
        _notBefore = time.GetUtcNow() + AfterFailure;
        if (_toldProblem != exception.Message)
        {
            LogFailed(home is null ? "read" : home.Length == 0 ? "written for the cluster" : $"written for namespace {home}", exception.Message);
        }

        _toldProblem = exception.Message;
    }

    [LoggerMessage(1, LogLevel.Information,
        "{Namespaced} or {Cluster} is not installed, so the audit writes no reports. Its metrics go on; it looks again every few minutes.")]
    private partial void LogAbsent(string namespaced, string cluster);

    [LoggerMessage(2, LogLevel.Information, "{Namespaced} is installed now: the audit writes reports.")]
    private partial void LogInstalled(string namespaced);

    [LoggerMessage(3, LogLevel.Warning, "Reports could not be {Action}; another try follows. {Problem}")]
    private partial void LogFailed(string action, string problem);
}
