using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// An object does not declare itself part of another network. Proxies reach what is in another network through its gateway.
/// </summary>
/// <remarks>
/// <para>Label: <c>topology.istio.io/network</c>, on pods, pod templates, Namespaces and Services.</para>
/// <para>Allowed: absent or empty. A pod that the injector has been at may have it, because in a mesh of several networks the injector
/// itself writes it; what the author wrote is judged in the template.</para>
/// </remarks>
internal sealed class NetworkLabel : Rule
{
    private const string Network = "topology.istio.io/network";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG316",
        Name = "network-label",
        Summary = "No object declares itself part of another network.",
        Specification = "POD-29, NS-6, SVC-6",
        DefaultAction = RuleAction.Warn,
        Kinds = [ObjectKind.Namespace, ObjectKind.Service, .. PodRule.PodKinds],
        Why = "Proxies send what is meant for another network through that network's gateway. A pod with this label takes its traffic "
            + "there, and a Service with it becomes such a gateway, for the traffic of every namespace.",
        Example = new RuleExample(
            Denied: """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  labels: {topology.istio.io/network: network-2}
                spec:
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

    internal override void Check(RuleContext context)
    {
        var (metadata, root) = Labelled(context.Subject.Object);
        if (metadata.Label(Network) is { Length: > 0 } network && !IsInjected(context))
        {
            context.Report(
                root + JsonPointer.Label(Network),
                $"Label {Network} is {Quote.Text(network)}. {Consequence(context.Subject.Object.Kind)}",
                "Remove the label: Istio takes the network from the namespace of its control plane.");
        }
    }

    private static (ObjectMeta Metadata, string Root) Labelled(KubeObject labelled) =>
        PodView.Of(labelled) is { } pod ? (pod.Metadata, pod.Root) : (labelled.Metadata, "");

    private static string Consequence(ObjectKind kind) => kind switch
    {
        ObjectKind.Service => "Istio takes such a Service for the gateway of that network and sends it what other namespaces mean for it.",
        ObjectKind.Namespace => "The workloads of a namespace are reached through the gateway of the network it names.",
        _ => "Proxies reach the pod through the gateway of that network, not directly.",
    };

    /// <summary>Whether the labels are those of the injector as well: it writes the mesh's own network where there are several.</summary>
    private static bool IsInjected(RuleContext context)
    {
        if (context.Subject.Object is not Pod || PodView.Of(context.Subject.Object) is not { } pod)
        {
            return false;
        }

        var istio = new IstioContainers(pod, context.Policy.Mesh);
        foreach (var view in new PodContainers(pod.Spec))
        {
            if (view.Container.Name == IstioContainers.Proxy && istio.OriginOf(view) != ContainerOrigin.User)
            {
                return true;
            }
        }

        return false;
    }
}
