using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>The containers of a pod do not see each other's processes, and so not the sidecar's.</summary>
/// <remarks>
/// Field: <c>spec.shareProcessNamespace</c>. Allowed: absent or <c>false</c>.
/// </remarks>
internal sealed class SharedProcessNamespace : PodRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG318",
        Name = "shared-process-namespace",
        Summary = "The containers of a pod do not share their processes with the sidecar.",
        Specification = "PS-12",
        DefaultAction = RuleAction.Warn,
        Kinds = PodKinds,
        Why = "With shared processes a container can look into the sidecar, stop it, or take over a process of it, whose connections "
            + "the redirection lets pass.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  shareProcessNamespace: true
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        if (pod.Spec.ShareProcessNamespace == true)
        {
            context.Report(
                $"{pod.Root}/spec/shareProcessNamespace",
                "shareProcessNamespace is 'true', so every container sees the sidecar's processes and files. "
                + "It can stop the sidecar or have one of its processes connect for it, past the redirection.",
                "Remove shareProcessNamespace; containers can share files through a volume.");
        }
    }
}
