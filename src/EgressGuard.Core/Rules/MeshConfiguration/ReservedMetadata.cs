using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.MeshConfiguration;

/// <summary>Nobody but Istio writes the labels and annotations that Istio keeps for itself.</summary>
/// <remarks>
/// <para>On every kind, in pod templates, and in the labels and metadata of WorkloadEntries and WorkloadGroups. Not allowed:</para>
/// <list type="bullet">
/// <item>labels and annotations that begin with <c>internal.istio.io/</c>;</item>
/// <item>the labels <c>gateway.istio.io/managed</c> and <c>gateway.networking.k8s.io/gateway-name</c> (on pods EG308 reports them);</item>
/// <item>the annotations <c>istio.io/connectedAt</c> and <c>istio.io/workloadController</c>.</item>
/// </list>
/// <para>Istio does not take them off objects of users (istio-egress.md 4.13). ReplicaSets get the two labels from their pods' template,
/// which is judged itself; Deployments and Services may have them in namespaces of the policy's <c>gateways.allowedNamespaces</c>.</para>
/// </remarks>
internal sealed class ReservedMetadata : Rule
{
    private const string InternalPrefix = "internal.istio.io/";
    private const string Managed = "gateway.istio.io/managed";
    private const string GatewayName = "gateway.networking.k8s.io/gateway-name";
    private const string ConnectedAt = "istio.io/connectedAt";
    private const string WorkloadController = "istio.io/workloadController";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG415",
        Name = "reserved-metadata",
        Summary = "Labels and annotations that Istio's controllers write for themselves are on no other object.",
        Specification = "META-1, VS-14, GW-10, AMB-2, SE-13, 4.13",
        Kinds = [.. Enum.GetValues<ObjectKind>()],
        Why = "Istio takes these marks for its own and does not remove them from objects of users. With one a Gateway attaches to the "
            + "pods of any Service without a selector, a VirtualService comes before others, or a host loses its egress waypoint.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata:
                  name: front
                  namespace: shop
                  annotations: {internal.istio.io/gateway-service: istio-egressgateway.istio-system.svc.cluster.local}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: ["./shop.example.com"]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: front, namespace: shop}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: ["./shop.example.com"]
                """),
    };

    internal override void Check(RuleContext context)
    {
        var subject = context.Subject.Object;
        CheckMetadata(subject.Metadata, "", MayManageGateways(context), context);
        switch (subject)
        {
            case Workload { Template.Metadata: { } template } workload:
                CheckMetadata(template, workload.TemplatePointer, mayManageGateways: true, context);
                break;
            case WorkloadEntry { Spec: { } entry }:
                CheckLabels(entry.Labels, "/spec/labels", mayManageGateways: false, context);
                break;
            case WorkloadGroup { Spec: { } group }:
                CheckMetadata(group.Metadata ?? ObjectMeta.Empty, "/spec", mayManageGateways: false, context);
                CheckLabels(group.Template?.Labels ?? ObjectMeta.Empty.Labels, "/spec/template/labels", mayManageGateways: false, context);
                break;
        }
    }

    /// <summary>
    /// Whether the labels of managed gateways are not this rule's affair: on pods they are EG308's, and ReplicaSets only copy those of
    /// their pods, without effect.
    /// </summary>
    private static bool MayManageGateways(RuleContext context) => context.Subject.Object.Kind switch
    {
        ObjectKind.Pod or ObjectKind.ReplicaSet => true,
        ObjectKind.Deployment or ObjectKind.Service => context.Policy.Gateways.AllowedNamespaces.Contains(context.Subject.Namespace),
        _ => false,
    };

    private static void CheckMetadata(ObjectMeta metadata, string root, bool mayManageGateways, RuleContext context)
    {
        CheckLabels(metadata.Labels, root + "/metadata/labels", mayManageGateways, context);
        foreach (var key in metadata.Annotations.Keys)
        {
            if (IsInternal(key) || key is ConnectedAt or WorkloadController)
            {
                Report("Annotation", key, root + "/metadata/annotations", context);
            }
        }
    }

    private static void CheckLabels(
        IReadOnlyDictionary<string, string?> labels, string pointer, bool mayManageGateways, RuleContext context)
    {
        foreach (var key in labels.Keys)
        {
            if (IsInternal(key) || (!mayManageGateways && key is Managed or GatewayName))
            {
                Report("Label", key, pointer, context);
            }
        }
    }

    private static bool IsInternal(string key) => key.StartsWith(InternalPrefix, StringComparison.Ordinal);

    private static void Report(string what, string key, string pointer, RuleContext context) => context.Report(
        $"{pointer}/{JsonPointer.Escape(key)}",
        $"{what} {Quote.Shorten(key)} is for controllers to write, not for users. {Effect(key)}",
        key is Managed or GatewayName && context.Subject.Object.Kind is ObjectKind.Deployment or ObjectKind.Service
            ? $"Remove the label, or have the policy list namespace {Quote.Text(context.Subject.Namespace)} in spec.gateways.allowedNamespaces."
            : $"Remove the {(what == "Label" ? "label" : "annotation")}.");

    private static string Effect(string key) => key switch
    {
        Managed => "With it Istio takes the object for a gateway of its own, and traffic to it goes around waypoints.",
        GatewayName => "With it Istio takes the object for a part of the gateway with that name.",
        ConnectedAt or WorkloadController => "With it Istio takes the object for one that a machine of the mesh registered.",
        _ => "Istio believes it, whoever wrote it, and configures gateways and routes by it.",
    };
}
