using EgressGuard.Core.Mesh;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>Speaks of paths as people do.</summary>
internal static class PathText
{
    private const int MaxNamed = 5;

    /// <summary>Who goes where: <c>curl from shop to api.example.com:443</c>.</summary>
    public static string Journey(PathChange change)
    {
        var (question, protocol) = (change.Question, change.After.Protocol ?? change.Before.Protocol ?? "");
        var isWeb = PortProtocol.BlocksOf(protocol) is RouteBlocks.Http or RouteBlocks.Tls && !HostName.IsWildcard(question.Host);
        return $"{(isWeb ? "curl" : "A connection")} from {question.Namespace} to {Quote.Shorten(question.Host)}:{question.Port}";
    }

    /// <summary>What becomes of the traffic of a faulty way; "" where it gets where it should.</summary>
    public static string Consequence(PathChange change, PathOutcome outcome)
    {
        var end = outcome switch
        {
            PathOutcome.Direct => "leaves directly",
            PathOutcome.Blocked => "does not get through",
            PathOutcome.Loop => "goes in circles at the gateway",
            _ => null,
        };
        return end is null ? "" : $" {Journey(change)} {end}{(change.IsSupposed ? " once a ServiceEntry declares it" : "")}.";
    }

    /// <summary>The other paths of which the same holds, the first few by name.</summary>
    public static string Others(IReadOnlyList<PathChange> changes)
    {
        var others = changes.Skip(1)
            .Select(change => $"{change.Question.Namespace} to {Quote.Shorten(change.Question.Host)}:{change.Question.Port}")
            .Distinct(StringComparer.Ordinal).ToList();
        return others.Count == 0 ? ""
            : $" The same holds from {string.Join(", ", others.Take(MaxNamed))}{(others.Count > MaxNamed ? $" and {others.Count - MaxNamed} more" : "")}.";
    }
}
