using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Labels;

/// <summary>Pods, ServiceEntries and VirtualServices carry the labels that the policy asks for.</summary>
/// <remarks>
/// Field: <c>metadata.labels</c>. The mutating webhook adds what is absent, before this rule looks; so a label is missing only where
/// that webhook was passed by, and wrong only where somebody wrote something else. NetworkPolicies and Istio's injector go by
/// these labels.
/// </remarks>
internal sealed class RequiredLabel : Rule
{
    private const string Danger = "What keeps traffic on the egress gateway goes by this label.";

    public override RuleInfo Info { get; } = new()
    {
        Id = "EG307",
        Name = "required-label",
        Summary = "An object carries the labels of the policy, with the values of the policy.",
        Specification = "policy labels; A11",
        Kinds = [ObjectKind.ServiceEntry, ObjectKind.VirtualService, .. PodRule.PodKinds],
        Why = "Istio's injector, NetworkPolicies and the platform's owners select by these labels. An object without them, or "
            + "with other values, drops out of what they guard without a word.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata:
                  name: api
                  namespace: shop
                  labels: {egressguard.io/gateway: another-gateway.shop}
                spec:
                  hosts: [api.example.com]
                  exportTo: [".", istio-system]
                  location: MESH_EXTERNAL
                  resolution: DNS
                  ports: [{number: 443, name: tls, protocol: TLS}]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata:
                  name: api
                  namespace: shop
                  labels: {egressguard.io/gateway: istio-egressgateway.istio-system}
                spec:
                  hosts: [api.example.com]
                  exportTo: [".", istio-system]
                  location: MESH_EXTERNAL
                  resolution: DNS
                  ports: [{number: 443, name: tls, protocol: TLS}]
                """),
    };

    internal override void Check(RuleContext context)
    {
        var target = TargetOf(context.Subject.Object);
        var @namespace = context.Namespace?.Metadata;
        foreach (var requirement in context.Policy.Labels)
        {
            if (!requirement.Kinds.Contains(target.Kind))
            {
                continue;
            }

            if (requirement.NeedsNamespace && @namespace is null)
            {
                context.NotEvaluated($"the labels of namespace {context.Subject.Namespace} are not known");
            }
            else if (requirement.AppliesTo(target.Kind, context.Subject.Namespace, @namespace))
            {
                CheckLabel(requirement, target, @namespace, context);
            }
        }
    }

    private static Target TargetOf(KubeObject subject) => PodView.Of(subject) is { } pod
        ? new Target(ObjectKind.Pod, pod.Metadata, pod.Root)
        : new Target(subject.Kind, subject.Metadata, "");

    private static void CheckLabel(LabelRequirement requirement, Target target, ObjectMeta? @namespace, RuleContext context)
    {
        var (key, actual) = (requirement.Key, target.Metadata.Label(requirement.Key));
        if (requirement.ValueFor(@namespace) is not { } expected)
        {
            context.Report(
                target.Root + "/metadata/labels",
                $"The policy takes label {key} from label {requirement.FromNamespaceLabel} of the namespace, and namespace "
                + $"{Quote.Text(context.Subject.Namespace)} has none. {Danger}",
                $"Label the namespace: kubectl label namespace {Quote.Shorten(context.Subject.Namespace)} {requirement.FromNamespaceLabel}=VALUE.");
        }
        else if (actual is null && !target.IsTemplate)
        {
            context.Report(
                "/metadata/labels",
                $"Label {key} is missing, and the policy asks for {Quote.Text(expected)}. {Danger}",
                $"Set the label {key} to {Quote.Text(expected)}; the mutating webhook does so where it is called.");
        }
        else if (actual is not null && actual != expected)
        {
            context.Report(
                target.Root + JsonPointer.Label(key),
                $"Label {key} is {Quote.Text(actual)}, and the policy asks for {Quote.Text(expected)}. {Danger}",
                $"Set the label {key} to {Quote.Text(expected)}, or leave it out and let the mutating webhook add it.");
        }
    }

    /// <summary>What carries the labels. A template may leave them out: the pods made from it get them when they are created.</summary>
    private sealed record Target(ObjectKind Kind, ObjectMeta Metadata, string Root)
    {
        public bool IsTemplate => Root.Length > 0;
    }
}
