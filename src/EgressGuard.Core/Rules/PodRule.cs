using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules;

/// <summary>A rule about what a pod will be, wherever its description stands: in a Pod or in a workload's template.</summary>
public abstract class PodRule : Rule
{
    /// <summary>The kinds that describe pods.</summary>
    internal static ImmutableArray<ObjectKind> PodKinds { get; } =
    [
        ObjectKind.Pod,
        ObjectKind.Deployment,
        ObjectKind.StatefulSet,
        ObjectKind.DaemonSet,
        ObjectKind.ReplicaSet,
        ObjectKind.Job,
        ObjectKind.CronJob,
    ];

    /// <inheritdoc/>
    internal sealed override void Check(RuleContext context)
    {
        if (context.Pod is { } pod)
        {
            Check(pod, context);
        }
    }

    private protected abstract void Check(PodView pod, RuleContext context);
}

/// <summary>A pod's description and where it stands in the object under judgement.</summary>
/// <param name="Metadata">The pod's metadata.</param>
/// <param name="Spec">The pod's spec.</param>
/// <param name="Root">The pointer to the pod in the object: "" for a Pod, <c>/spec/template</c> for a Deployment.</param>
internal sealed record PodView(ObjectMeta Metadata, PodSpec Spec, string Root)
{
    /// <summary>The pod that the object is or makes; null when it is of another kind.</summary>
    public static PodView? Of(KubeObject source) => source switch
    {
        Pod { Spec: { } spec } => new PodView(source.Metadata, spec, ""),
        Workload { Template: { Spec: { } spec } template } workload =>
            new PodView(template.Metadata ?? ObjectMeta.Empty, spec, workload.TemplatePointer),
        _ => null,
    };
}
