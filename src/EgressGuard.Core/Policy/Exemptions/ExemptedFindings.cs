using System.Collections.Immutable;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Policy.Exemptions;

/// <summary>What exemptions make of a verdict. Rules know nothing of them, nor of the time.</summary>
internal static class ExemptedFindings
{
    /// <summary>How long a refusal tells that an exemption would have covered it: whoever comes later has forgotten it.</summary>
    internal static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>The verdict with the findings set apart that an exemption covers. Nothing is added, and nothing becomes graver.</summary>
    /// <param name="subject">The object that was judged.</param>
    /// <param name="verdict">What the rules found.</param>
    /// <param name="exemptions">All exemptions.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="now">The time.</param>
    public static Verdict SetApart(Subject subject, Verdict verdict, ExemptionSet exemptions, EgressPolicy policy, DateTimeOffset now)
    {
        if (verdict.Gravest < RuleAction.Warn || exemptions.Covering(subject) is not { IsEmpty: false } candidates)
        {
            return verdict;
        }

        var remaining = ImmutableArray.CreateBuilder<Finding>(verdict.Findings.Length);
        var exempted = ImmutableArray.CreateBuilder<ExemptedFinding>();
        foreach (var finding in verdict.Findings)
        {
            var covering = candidates.Where(exemption => exemption.Rules.Contains(finding.Rule)).ToList();
            if (finding.Action < RuleAction.Warn || covering.Count == 0)
            {
                remaining.Add(finding);
            }
            else if (LastOf(covering, ExemptionState.Active, policy, now) is { } active)
            {
                exempted.Add(new ExemptedFinding(finding, active.Name, active.Expires));
            }
            else
            {
                remaining.Add(finding with { Message = finding.Message + Remember(covering, policy, now) });
            }
        }

        return verdict with { Findings = remaining.DrainToImmutable(), Exempted = exempted.DrainToImmutable() };
    }

    /// <summary>Why the exemption that somebody counts on does nothing; "" when there is nothing to tell.</summary>
    private static string Remember(List<EgressExemption> covering, EgressPolicy policy, DateTimeOffset now)
    {
        if (LastOf(covering, ExemptionState.Expired, policy, now) is { } expired && now - expired.Expires <= Remembered)
        {
            return $" The exemption '{expired.Name}' covered this until {Instant.Write(expired.Expires)}, when it expired; "
                + $"it was owned by {Quote.Text(expired.Owner)}.";
        }

        return LastOf(covering, ExemptionState.TooLong, policy, now) is { } tooLong && tooLong.Expires > now
            ? $" The exemption '{tooLong.Name}' would cover this, but it is void: {TooLong(tooLong, policy)}; "
                + $"it is owned by {Quote.Text(tooLong.Owner)}."
            : "";
    }

    /// <summary>Why an exemption lasts too long, as a clause.</summary>
    internal static string TooLong(EgressExemption exemption, EgressPolicy policy) =>
        $"{Instant.Write(exemption.Expires)} is more than {Lifetime.Describe(policy.Exemptions.MaxLifetime)} after its creation, "
        + "the most that the policy allows";

    /// <summary>The one that ends last; of those that end together the first by name.</summary>
    private static EgressExemption? LastOf(
        List<EgressExemption> exemptions, ExemptionState state, EgressPolicy policy, DateTimeOffset now) =>
        exemptions.Where(exemption => exemption.StateAt(now, policy.Exemptions.MaxLifetime) == state).MaxBy(exemption => exemption.Expires);
}
