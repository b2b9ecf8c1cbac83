using EgressGuard.Core.Model;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// No process can become the user whose connections the redirection lets pass. This is the strict form of EG304 and EG305: what a
/// container leaves open there is left to its image and to the runtime.
/// </summary>
/// <remarks>
/// <para>Fields: <c>runAsNonRoot</c> and <c>runAsUser</c> in <c>spec.securityContext</c>; these, <c>allowPrivilegeEscalation</c> and
/// <c>capabilities.drop</c> in <c>securityContext</c> of <c>spec.containers[*]</c>, <c>spec.initContainers[*]</c> and
/// <c>spec.ephemeralContainers[*]</c>. A container's own value wins over the pod's.</para>
/// <para>Allowed: <c>runAsNonRoot: true</c>, <c>runAsUser</c> set and neither 0 nor 1337, <c>allowPrivilegeEscalation: false</c> and
/// <c>ALL</c> among the dropped capabilities. Istio's own containers are left alone.</para>
/// </remarks>
internal sealed class ProcessMayChangeIdentity : PodRule
{
    private const long ProxyUser = 1337;

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG317",
        Name = "process-may-change-identity",
        Summary = "Every container runs as a user that it sets and that no process in it can change.",
        Specification = "PS-8",
        DefaultAction = RuleAction.Off,
        Kinds = PodKinds,
        Why = "The redirection lets the connections of user 1337 pass. A process that runs as root or can gain privileges can become "
            + "that user, and an image can name that user where the pod names none. The rule is off unless the policy sets it, because "
            + "few workloads are written like this.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - {name: web, image: registry.example.com/web:1.0.0}
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  rules: {EG317: {action: Deny}}
                """,
            Corrected: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  containers:
                  - name: web
                    image: registry.example.com/web:1.0.0
                    securityContext:
                      runAsNonRoot: true
                      runAsUser: 10001
                      allowPrivilegeEscalation: false
                      capabilities: {drop: [ALL]}
                ---
                apiVersion: egressguard.io/v1alpha1
                kind: EgressPolicy
                metadata: {name: default}
                spec:
                  rules: {EG317: {action: Deny}}
                """),
    };

    private protected override void Check(PodView pod, RuleContext context)
    {
        var istio = new IstioContainers(pod, context.Policy.Mesh);
        foreach (var view in new PodContainers(pod.Spec))
        {
            var missing = Missing(view.Container.SecurityContext, pod.Spec.SecurityContext);
            var origin = missing.Count == 0 ? ContainerOrigin.Istio : istio.OriginOf(view);
            if (origin == ContainerOrigin.Istio)
            {
                continue;
            }

            context.Report(
                view.PointerIn(pod),
                $"{view.ToSentenceStart()} lacks {Phrase.Join(missing)}. "
                + "A process in it may be, or become, user 1337, whose connections the redirection lets pass.",
                IstioContainers.Remedy(origin, view, "Write these settings into securityContext of the container."));
        }
    }

    private static List<string> Missing(SecurityContext? own, PodSecurityContext? inherited)
    {
        var missing = new List<string>();
        if ((own?.RunAsNonRoot ?? inherited?.RunAsNonRoot) != true)
        {
            missing.Add("runAsNonRoot 'true'");
        }

        if ((own?.RunAsUser ?? inherited?.RunAsUser) is null or 0 or ProxyUser)
        {
            missing.Add("a runAsUser other than '0' and '1337'");
        }

        if (own?.AllowPrivilegeEscalation != false)
        {
            missing.Add("allowPrivilegeEscalation 'false'");
        }

        if (own?.Capabilities?.Drop.Any(IsAll) != true)
        {
            missing.Add("'ALL' in capabilities.drop");
        }

        return missing;
    }

    /// <summary>As EG305 compares them: in any case, with the kernel's prefix or without (istio-egress.md PS-4).</summary>
    private static bool IsAll(string? capability) =>
        "ALL".Equals(capability, StringComparison.OrdinalIgnoreCase) || "CAP_ALL".Equals(capability, StringComparison.OrdinalIgnoreCase);
}
