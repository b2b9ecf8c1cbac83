using System.Collections.Immutable;

namespace EgressGuard.Webhook.Auditing.Reports;

/// <summary>One report object.</summary>
/// <param name="Name">Its name: <c>egressguard</c>, <c>egressguard-2</c> and so on.</param>
/// <param name="Results">Its results.</param>
/// <param name="Summary">How many there are of each outcome. On the last page those that no page has room for are counted, too.</param>
/// <param name="LeftOut">How many no page has room for; 0 except on the last page.</param>
internal sealed record ReportPage(string Name, ImmutableArray<StampedResult> Results, ReportSummary Summary, int LeftOut)
{
    /// <summary>How many pages there may be.</summary>
    public const int MostPages = 5;

    /// <summary>How many results a page may have.</summary>
    public const int MostResults = 500;

    /// <summary>How large the results of a page may be. The store of the API server takes 1.5 MiB.</summary>
    public const int MostBytes = 1_000_000;

    /// <summary>The name of a page, counted from 1.</summary>
    public static string NameOf(int number) => number == 1 ? "egressguard" : FormattableString.Invariant($"egressguard-{number}");

    /// <summary>The pages for the objects of one namespace; none when there is nothing to say.</summary>
    /// <param name="objects">The objects, in the order of reports.</param>
    /// <param name="since">Since when a result has been one.</param>
    public static ImmutableArray<ReportPage> Build(IEnumerable<AuditedObject> objects, Func<ReportResult, long> since)
    {
        var all = objects
            .SelectMany(audited => audited.Findings.Select(finding => ReportResult.Of(audited, finding)))
            .OrderBy(result => result.Order) // stable: among equals the order of the objects stays
            .ToList();
        var pages = ImmutableArray.CreateBuilder<ReportPage>();
        var next = 0;
        while (next < all.Count && pages.Count < MostPages)
        {
            var results = Take(all, ref next, since);
            pages.Add(new ReportPage(NameOf(pages.Count + 1), results, ReportSummary.Of(results.Select(stamped => stamped.Result)), 0));
        }

        if (next < all.Count)
        {
            var last = pages[^1];
            pages[^1] = last with { Summary = last.Summary + ReportSummary.Of(all.Skip(next)), LeftOut = all.Count - next };
        }

        return pages.ToImmutable();
    }

    /// <summary>Whether the report says what the other says.</summary>
    public bool IsSame(ReportPage other) =>
        Name == other.Name && Summary == other.Summary && LeftOut == other.LeftOut && Results.AsSpan().SequenceEqual(other.Results.AsSpan());

    private static ImmutableArray<StampedResult> Take(List<ReportResult> all, ref int next, Func<ReportResult, long> since)
    {
        var results = ImmutableArray.CreateBuilder<StampedResult>();
        var bytes = 0;
        while (next < all.Count && results.Count < MostResults)
        {
            bytes += ReportJson.SizeOf(all[next]);
            if (bytes > MostBytes && results.Count > 0)
            {
                break;
            }

            results.Add(new StampedResult(all[next], since(all[next])));
            next++;
        }

        return results.ToImmutable();
    }
}

/// <summary>How many results there are of each outcome that EgressGuard gives.</summary>
internal sealed record ReportSummary(int Fail, int Warn, int Skip)
{
    /// <summary>Counts results.</summary>
    public static ReportSummary Of(IEnumerable<ReportResult> results)
    {
        var counts = results.CountBy(result => result.Outcome).ToDictionary();
        return new ReportSummary(counts.GetValueOrDefault("fail"), counts.GetValueOrDefault("warn"), counts.GetValueOrDefault("skip"));
    }

    /// <summary>Both together.</summary>
    public static ReportSummary operator +(ReportSummary left, ReportSummary right) =>
        new(left.Fail + right.Fail, left.Warn + right.Warn, left.Skip + right.Skip);
}
