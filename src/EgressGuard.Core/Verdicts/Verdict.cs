using System.Collections.Immutable;

namespace EgressGuard.Core.Verdicts;

/// <summary>
/// The judgement of one object: every finding, not the first, in an order that depends on nothing but the object, the mesh, the
/// policy and the exemptions; and the rules that could not be evaluated, because silence about them would look like consent.
/// </summary>
public sealed record Verdict
{
    /// <summary>Nothing found and nothing left open.</summary>
    public static Verdict Clean { get; } = new();

    /// <summary>All findings, ordered by rule and place.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>What an exemption covers, and which is none of <see cref="Findings"/>; ordered as they are.</summary>
    public ImmutableArray<ExemptedFinding> Exempted { get; init; } = [];

    /// <summary>The rules that lacked context, ordered by id, each once.</summary>
    public ImmutableArray<NotEvaluated> NotEvaluated { get; init; } = [];

    /// <summary>The ids of the rules that failed, each once. Each has given a finding, too, which says so to people; this is for counting.</summary>
    public ImmutableArray<string> Failed { get; init; } = [];

    /// <summary>Whether any finding refuses the object.</summary>
    public bool IsDenied => Findings.Any(finding => finding.Action == RuleAction.Deny);

    /// <summary>The gravest action of any finding; <see cref="RuleAction.Off"/> when there is none.</summary>
    public RuleAction Gravest => Findings.IsEmpty ? RuleAction.Off : Findings.Max(finding => finding.Action);
}
