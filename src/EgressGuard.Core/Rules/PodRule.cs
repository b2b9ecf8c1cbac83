using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules;

/// <summary>A rule about what a pod will be, wherever its description stands: in a Pod or in a workload's template.</summary>
public abstract class PodRule : Rule
{
    /// <inheritdoc/>
    internal sealed override void Check(RuleContext context)
    {
        if (context.Subject.Object is Pod { Spec: { } spec } pod)
        {
            Check(new PodView(pod.Metadata, spec, ""), context);
        }
    }

    private protected abstract void Check(PodView pod, RuleContext context);
}

/// <summary>A pod's description and where it stands in the object under judgement.</summary>
/// <param name="Metadata">The pod's metadata.</param>
/// <param name="Spec">The pod's spec.</param>
/// <param name="Root">The pointer to the pod in the object: "" for a Pod, <c>/spec/template</c> for a Deployment.</param>
internal sealed record PodView(ObjectMeta Metadata, PodSpec Spec, string Root);
