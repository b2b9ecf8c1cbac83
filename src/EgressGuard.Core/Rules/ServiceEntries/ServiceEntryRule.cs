using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A rule about ServiceEntries alone.</summary>
public abstract class ServiceEntryRule : Rule
{
    /// <inheritdoc/>
    internal sealed override void Check(RuleContext context)
    {
        if (context.Subject.Object is ServiceEntry { Spec: { } spec })
        {
            Check(spec, context);
        }
    }

    private protected abstract void Check(ServiceEntrySpec entry, RuleContext context);
}
