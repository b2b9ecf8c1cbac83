using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules;

/// <summary>A rule as a policy has it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Info">Its entry in the catalogue.</param>
/// <param name="Action">What its findings do; never Off.</param>
/// <param name="Advice">What its milder findings do: they warn at most, unless the policy sets the rule by name.</param>
internal readonly record struct PlannedRule(Rule Rule, RuleInfo Info, RuleAction Action, RuleAction Advice);

/// <summary>The rules that a policy leaves on. Worked out once for each policy, and not for every review.</summary>
internal sealed class RulePlan
{
    private static readonly ConditionalWeakTable<EgressPolicy, RulePlan> Known = [];

    /// <summary>By the kind's number.</summary>
    private readonly ImmutableArray<PlannedRule>[] _byKind;

    private RulePlan(EgressPolicy policy) =>
        _byKind = [.. Enum.GetValues<ObjectKind>().Select(kind => Plan(RuleCatalog.For(kind), policy))];

    /// <summary>That of a policy.</summary>
    public static RulePlan Of(EgressPolicy policy) => Known.GetValue(policy, static known => new RulePlan(known));

    /// <summary>The rules that judge objects of this kind, ordered by id.</summary>
    public ImmutableArray<PlannedRule> For(ObjectKind kind) => _byKind[(int)kind];

    /// <summary>Those of the given rules that are on.</summary>
    public static ImmutableArray<PlannedRule> Plan(ImmutableArray<Rule> rules, EgressPolicy policy) =>
    [
        .. from rule in rules
           let info = rule.Info
           let action = policy.ActionOf(info.Id, info.DefaultAction)
           where action != RuleAction.Off
           let advice = action == RuleAction.Deny && !policy.Rules.ContainsKey(info.Id) ? RuleAction.Warn : action
           select new PlannedRule(rule, info, action, advice),
    ];
}
