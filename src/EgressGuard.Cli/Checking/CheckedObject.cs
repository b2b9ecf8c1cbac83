using System.Collections.Immutable;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Checking;

/// <summary>One object of the input, judged.</summary>
/// <param name="Source">The file, or <c>stdin</c>.</param>
/// <param name="Line">The line of the object's first token.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; "" for cluster-scoped kinds.</param>
/// <param name="Name">The name.</param>
/// <param name="Findings">All findings, ordered by rule and place.</param>
/// <param name="NotEvaluated">The rules that lacked context.</param>
internal sealed record CheckedObject(
    string Source,
    int Line,
    string Kind,
    string Namespace,
    string Name,
    ImmutableArray<LocatedFinding> Findings,
    ImmutableArray<NotEvaluated> NotEvaluated)
{
    /// <summary>What an exemption covers, and which is none of <see cref="Findings"/>.</summary>
    public ImmutableArray<ExemptedFinding> Exempted { get; init; } = [];

    /// <summary>The gravest action of any finding; <see cref="RuleAction.Off"/> when there is none.</summary>
    public RuleAction Gravest => Findings.IsEmpty ? RuleAction.Off : Findings.Max(located => located.Finding.Action);

    /// <summary><c>ServiceEntry shop/httpbin</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
