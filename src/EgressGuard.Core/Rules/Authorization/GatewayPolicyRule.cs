using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Authorization;

/// <summary>A rule about AuthorizationPolicies that hold for an egress gateway, as <see cref="GatewayPolicies"/> tells them.</summary>
internal abstract class GatewayPolicyRule : Rule
{
    /// <summary>Asks Istio to log what a policy would do, instead of doing it.</summary>
    protected const string DryRun = "istio.io/dry-run";

    /// <inheritdoc/>
    internal sealed override void Check(RuleContext context)
    {
        if (context.Subject.Object is AuthorizationPolicy policy
            && GatewayPolicies.GatewaysOf(policy, context.Subject.Namespace, context.Policy).FirstOrDefault() is { } found)
        {
            Check(policy.Metadata, policy.Spec ?? new AuthorizationPolicySpec(), $"egress gateway {Quote.Text(found.Service)}", context);
        }
    }

    /// <summary>Judges a policy that holds for an egress gateway.</summary>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="spec">What it says; an absent spec says nothing.</param>
    /// <param name="gateway">The gateway, as a sentence names it.</param>
    /// <param name="context">Where to report.</param>
    private protected abstract void Check(ObjectMeta metadata, AuthorizationPolicySpec spec, string gateway, RuleContext context);

    /// <summary>Whether Istio only logs what the policy would do: what Go's ParseBool takes for true (istio-egress.md AP-3).</summary>
    private protected static bool IsDryRun(ObjectMeta metadata) => GoBoolean.IsTrue(metadata.Annotation(DryRun));
}
