using System.Collections.Immutable;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Checking;

/// <summary>The outcome of a check: what every output format tells in its own way.</summary>
/// <param name="Objects">The objects that were judged, in the order of the input.</param>
/// <param name="NotJudged">How many objects of each kind no rule judges, by kind, ordered.</param>
internal sealed record CheckReport(ImmutableArray<CheckedObject> Objects, ImmutableSortedDictionary<string, int> NotJudged)
{
    /// <summary>The command that gives the report.</summary>
    public string Command { get; init; } = "check";

    /// <summary>Whether the mesh is a cluster's, and no file could tell more of it.</summary>
    public bool IsOnCluster { get; init; }

    /// <summary>How many objects would be refused.</summary>
    public int Denied => Objects.Count(item => item.Gravest == RuleAction.Deny);

    /// <summary>How many would go through with a warning.</summary>
    public int Warned => Objects.Count(item => item.Gravest == RuleAction.Warn);

    /// <summary>How many would go through without a word.</summary>
    public int Allowed => Objects.Length - Denied - Warned;

    /// <summary>How many findings there are in all.</summary>
    public int Findings => Objects.Sum(item => item.Findings.Length);

    /// <summary>How many objects no rule judges.</summary>
    public int Unjudged => NotJudged.Values.Sum();

    /// <summary>The rules that lacked context for some object, ordered.</summary>
    public IEnumerable<string> RulesNotEvaluated =>
        Objects.SelectMany(item => item.NotEvaluated).Select(omission => omission.Rule).Distinct().Order(StringComparer.Ordinal);
}
