using System.Collections.Immutable;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>Rule ids as logs and audit annotations list them: each once, in order, with commas between them.</summary>
public static class RuleList
{
    /// <summary>The rules of findings; "" for none.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="action">Of which findings; null for all.</param>
    public static string Of(ImmutableArray<Finding> findings, RuleAction? action = null)
    {
        string? only = null;
        List<string>? several = null;
        foreach (var finding in findings)
        {
            if ((action is null || finding.Action == action) && finding.Rule != only && several?.Contains(finding.Rule) != true)
            {
                if (only is null)
                {
                    only = finding.Rule;
                }
                else
                {
                    (several ??= [only]).Add(finding.Rule);
                }
            }
        }

        return several is null ? only ?? "" : string.Join(',', several);
    }

    /// <summary>The rules that were not evaluated; "" for none.</summary>
    public static string Of(ImmutableArray<NotEvaluated> omissions) => omissions switch
    {
        [] => "",
        [var only] => only.Rule,
        _ => string.Join(',', omissions.Select(omission => omission.Rule).Distinct()),
    };

    /// <summary>The rules of exempted findings, each with its exemption; "" for none.</summary>
    public static string Of(ImmutableArray<ExemptedFinding> exempted) =>
        exempted.IsEmpty ? "" : string.Join(',', exempted.Select(item => $"{item.Finding.Rule}/{item.Exemption}").Distinct());
}
