using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Reports;

/// <summary>The words of the formats for what a finding does.</summary>
internal static class ActionText
{
    /// <summary>Our own word.</summary>
    public static string Of(RuleAction action) => action switch
    {
        RuleAction.Deny => "deny",
        RuleAction.Warn => "warn",
        _ => "audit",
    };

    /// <summary>The word of SARIF.</summary>
    public static string SarifLevel(RuleAction action) => action switch
    {
        RuleAction.Deny => "error",
        RuleAction.Warn => "warning",
        RuleAction.Audit => "note",
        _ => "none",
    };
}
