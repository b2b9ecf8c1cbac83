using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules;

/// <summary>Runs every rule that concerns an object and gathers one verdict. Pure: the same arguments give the same verdict.</summary>
public static class RuleEngine
{
    /// <summary>Judges an object.</summary>
    /// <param name="subject">The object as it will be.</param>
    /// <param name="mesh">The mesh around it, without it or with its former state.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="cancellation">Ends the judgement between two rules, or two paths; there is no verdict then.</param>
    /// <returns>Every finding and every omission.</returns>
    /// <exception cref="OperationCanceledException">The judgement was ended.</exception>
    public static Verdict Evaluate(Subject subject, MeshSnapshot mesh, EgressPolicy policy, CancellationToken cancellation = default) =>
        Evaluate(RulePlan.Of(policy).For(subject.Object.Kind), subject, mesh, policy, cancellation);

    /// <summary>Judges an object by the given rules only.</summary>
    internal static Verdict Evaluate(
        ImmutableArray<Rule> rules, Subject subject, MeshSnapshot mesh, EgressPolicy policy, CancellationToken cancellation = default) =>
        Evaluate(RulePlan.Plan(rules, policy), subject, mesh, policy, cancellation);

    private static Verdict Evaluate(
        ImmutableArray<PlannedRule> rules, Subject subject, MeshSnapshot mesh, EgressPolicy policy, CancellationToken cancellation)
    {
        var context = new RuleContext(subject, mesh, policy, cancellation);
        var isPlatform = policy.IsPlatformNamespace(subject.Home);
        foreach (var (rule, info, action, advice) in rules)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((!isPlatform || info.JudgesPlatform) && (!subject.IsRemoval || info.JudgesRemoval))
            {
                context.Enter(info, action, advice);
                Run(rule, context, mesh);
            }
        }

        return context is { Findings: [], Omissions: [] }
            ? Verdict.Clean
            : new Verdict
            {
                Findings = [.. Within(subject.Reach, context.Findings).Order(Comparer<Finding>.Create(Finding.Compare))],
                NotEvaluated = [.. context.Omissions],
                Failed = [.. context.Failed],
            };
    }

    private static void Run(Rule rule, RuleContext context, MeshSnapshot mesh)
    {
        foreach (var kind in rule.Info.Needs)
        {
            if (!mesh.Knows(kind))
            {
                context.NotEvaluated($"the {kind} objects of the mesh were not given");
                return;
            }
        }

        try
        {
            rule.Check(context);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            context.Fail(exception);
        }

        context.Leave();
    }

    private static IEnumerable<Finding> Within(string reach, IReadOnlyList<Finding> findings) => reach.Length == 0
        ? findings
        : findings.Where(finding => finding.Pointer.Length == 0 || finding.Pointer == reach
            || finding.Pointer.StartsWith(reach + "/", StringComparison.Ordinal));
}
