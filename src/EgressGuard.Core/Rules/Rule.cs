namespace EgressGuard.Core.Rules;

/// <summary>
/// One rule: its entry in the catalogue and one pure check. A rule never throws on data; if it does all the same, the engine turns
/// that into a finding, so that a defect refuses instead of admitting.
/// </summary>
public abstract class Rule
{
    /// <summary>The catalogue's entry.</summary>
    public abstract RuleInfo Info { get; }

    /// <summary>Judges <see cref="RuleContext.Subject"/> and reports what it finds to the context.</summary>
    internal abstract void Check(RuleContext context);
}
