using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>A path that a change can touch, before and after it.</summary>
internal sealed class PathChange(
    PathQuestion question, Lazy<EgressPaths> before, EgressPaths after, bool isSupposed, CancellationToken cancellation)
{
    /// <summary>The question.</summary>
    public PathQuestion Question { get; } = question;

    /// <summary>Whether no ServiceEntry declares the host yet, and one is supposed, to judge a route that comes first.</summary>
    public bool IsSupposed { get; } = isSupposed;

    /// <summary>The path as it will be.</summary>
    public EgressPath After => field ??= Find(after);

    /// <summary>The path as it was.</summary>
    public EgressPath Before => field ??= Find(before.Value);

    /// <summary>What the mesh that was given lacks to tell how the path ends; null when it lacks nothing.</summary>
    public string? Missing => After.Outcome < PathOutcome.Unknown ? null : After.Ways
        .FirstOrDefault(way => way.Outcome == PathOutcome.Unknown && way.Reason.Contains("not given", StringComparison.Ordinal))?.Reason;

    /// <summary>Whether the change makes it end so, and it did not before.</summary>
    public bool Brings(PathOutcome outcome) => After.Outcome == outcome && Before.Outcome != outcome;

    /// <summary>A change of a wide pattern touches as many paths as the mesh has, and nobody waits for that.</summary>
    private EgressPath Find(EgressPaths paths)
    {
        cancellation.ThrowIfCancellationRequested();
        return paths.Find(Question);
    }
}
