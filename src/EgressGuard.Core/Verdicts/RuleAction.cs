namespace EgressGuard.Core.Verdicts;

/// <summary>What a finding of a rule does to a request, from nothing to refusal (design, policy <c>rules</c>).</summary>
public enum RuleAction
{
    /// <summary>The rule does not run.</summary>
    Off,

    /// <summary>The finding is recorded in audit annotations, logs and reports, and shown to nobody at admission.</summary>
    Audit,

    /// <summary>The request goes through and its author sees the finding as a warning.</summary>
    Warn,

    /// <summary>The request is refused.</summary>
    Deny,
}
