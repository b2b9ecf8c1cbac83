using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>A pod runs where Istio's redirection works: on Linux, in a runtime that uses the node's network.</summary>
/// <remarks>
/// <para>Fields: <c>spec.os.name</c>, <c>spec.nodeSelector</c>, <c>spec.runtimeClassName</c>.</para>
/// <para>Allowed: any operating system but <c>windows</c>, in <c>os.name</c> and under <c>kubernetes.io/os</c>; no runtime class, or one in
/// the policy's <c>spec.pods.allowedRuntimeClasses</c>.</para>
/// </remarks>
internal sealed class OtherKernel : PodRule
{
    private const string Windows = "windows";
    private const string SystemLabel = "kubernetes.io/os";
    private const string Direct = "The pod's connections leave directly, not through the egress gateway.";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG321",
        Name = "other-kernel",
        Summary = "A pod runs on Linux, in a runtime in which the redirection is known to work.",
        Specification = "PS-18",
        Kinds = PodKinds,
        WarnsOnly = "runtime classes that the policy does not list",
        Why = "The redirection to the sidecar is made of rules of the Linux kernel in the pod's network. Windows has none, and a "
            + "runtime with a kernel or a network stack of its own may not look at them.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  os: {name: windows}
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
        if (pod.Spec.Os?.Name == Windows)
        {
            context.Report(
                $"{pod.Root}/spec/os/name",
                $"os.name is 'windows', and Istio's redirection is made for Linux. {Direct}",
                "Run the workload on Linux, and set os.name to 'linux' or remove it.");
        }

        if (pod.Spec.NodeSelector.TryGetValue(SystemLabel, out var system) && system == Windows)
        {
            context.Report(
                $"{pod.Root}/spec/nodeSelector/{JsonPointer.Escape(SystemLabel)}",
                $"nodeSelector asks for nodes with {SystemLabel} 'windows', and Istio's redirection is made for Linux. {Direct}",
                $"Run the workload on Linux, and set {SystemLabel} to 'linux' or remove it.");
        }

        if (pod.Spec.RuntimeClassName is { Length: > 0 } runtime && !context.Policy.Pods.AllowedRuntimeClasses.Contains(runtime))
        {
            context.Advise(
                $"{pod.Root}/spec/runtimeClassName",
                $"runtimeClassName is {Quote.Text(runtime)}. In a runtime with a kernel or network of its own the redirection to the "
                + "sidecar may not work; connections then leave directly.",
                "Remove runtimeClassName; where the redirection is known to work in that runtime, have the policy list it in "
                + "spec.pods.allowedRuntimeClasses.");
        }
    }
}
