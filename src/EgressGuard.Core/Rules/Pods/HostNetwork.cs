namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// A pod must have a network and processes of its own. In the node's network Istio neither injects a sidecar nor redirects anything;
/// with the node's processes or interprocess communication in view, a container can step into other network namespaces.
/// </summary>
/// <remarks>
/// Fields: <c>spec.hostNetwork</c>, <c>spec.hostPID</c>, <c>spec.hostIPC</c>. Allowed: absent or <c>false</c>.
/// </remarks>
internal sealed class HostNetwork : PodRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG302",
        Name = "host-network",
        Summary = "A pod shares neither the network nor the processes of its node.",
        Specification = "PS-1, PS-2",
        Kinds = PodKinds,
        Why = "Redirection works on the network of a pod. A pod that runs in its node's network gets no sidecar, and one that sees the "
            + "node's processes can step into networks in which nothing is redirected.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  hostNetwork: true
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
        if (pod.Spec.HostNetwork == true)
        {
            context.Report(
                $"{pod.Root}/spec/hostNetwork",
                "hostNetwork is 'true', and Istio never injects a sidecar into such a pod. "
                + "Its connections leave directly, with the address of the node.",
                "Remove hostNetwork; a container that must be reached on the node's address can use hostPort.");
        }

        if (pod.Spec.HostPID == true)
        {
            context.Report(
                $"{pod.Root}/spec/hostPID",
                "hostPID is 'true', so the containers see every process of the node. "
                + "Through such a process they can enter the node's network, where nothing redirects their connections.",
                "Remove hostPID.");
        }

        if (pod.Spec.HostIPC == true)
        {
            context.Report(
                $"{pod.Root}/spec/hostIPC",
                "hostIPC is 'true', so the containers share memory and queues with processes of the node. "
                + "Through them they can have a process outside the mesh connect for them.",
                "Remove hostIPC.");
        }
    }
}
