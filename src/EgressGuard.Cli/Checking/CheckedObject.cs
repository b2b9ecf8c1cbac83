using System.Collections.Immutable;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Checking;

/// <summary>One object of the input or of a cluster, judged.</summary>
/// <param name="Source">The file, <c>stdin</c>, or <see cref="Cluster"/>.</param>
/// <param name="Line">The line of the object's first token; 0 for an object of a cluster.</param>
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
    /// <summary>The source of objects that are in no file.</summary>
    public const string Cluster = "cluster";

    /// <summary>Whether the object was written somewhere, so that its findings have lines.</summary>
    public bool IsWritten => Line > 0;

    /// <summary>What an exemption covers, and which is none of <see cref="Findings"/>.</summary>
    public ImmutableArray<ExemptedFinding> Exempted { get; init; } = [];

    /// <summary>The gravest action of any finding; <see cref="RuleAction.Off"/> when there is none.</summary>
    public RuleAction Gravest => Findings.IsEmpty ? RuleAction.Off : Findings.Max(located => located.Finding.Action);

    /// <summary><c>ServiceEntry shop/httpbin</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
