using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.Labels;

/// <summary>Pods, ServiceEntries and VirtualServices carry the labels that the policy asks for.</summary>
/// <remarks>
/// Field: <c>metadata.labels</c>. The mutating webhook adds what is absent, before this rule looks; so a label is missing only where
/// that webhook was passed by, and wrong only where somebody wrote something else. NetworkPolicies and the sidecar injector go by
/// these labels.
/// </remarks>
internal sealed class RequiredLabel : Rule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG307",
        Name = "required-label",
        Summary = "An object carries the labels of the policy, with the values of the policy.",
        Specification = "policy labels; A11",
        Kinds = [ObjectKind.Pod, ObjectKind.ServiceEntry, ObjectKind.VirtualService],
    };

    internal override void Check(RuleContext context)
    {
        var subject = context.Subject.Object;
        var @namespace = context.Namespace?.Metadata;
        foreach (var requirement in context.Policy.Labels)
        {
            if (!requirement.Kinds.Contains(subject.Kind))
            {
                continue;
            }

            if (requirement.NeedsNamespace && @namespace is null)
            {
                context.NotEvaluated($"the labels of namespace {context.Subject.Namespace} are not known");
            }
            else if (requirement.AppliesTo(subject.Kind, @namespace))
            {
                CheckLabel(requirement, @namespace, context);
            }
        }
    }

    private static void CheckLabel(LabelRequirement requirement, ObjectMeta? @namespace, RuleContext context)
    {
        var (key, metadata) = (requirement.Key, context.Subject.Object.Metadata);
        var actual = metadata.Label(key);
        if (requirement.ValueFor(@namespace) is not { } expected)
        {
            context.Report(
                "/metadata/labels",
                $"The policy takes label {key} from label {requirement.FromNamespaceLabel} of the namespace, and namespace {context.Subject.Namespace} has none.",
                $"Label the namespace: kubectl label namespace {context.Subject.Namespace} {requirement.FromNamespaceLabel}=VALUE.");
        }
        else if (actual is null)
        {
            context.Report(
                "/metadata/labels",
                $"Label {key} is missing; the policy asks for \"{expected}\". What keeps traffic on the egress gateway goes by this label.",
                $"Add the label {key}: \"{expected}\" (the mutating webhook adds it where it is called).");
        }
        else if (actual != expected)
        {
            context.Report(
                JsonPointer.Label(key),
                $"Label {key} is \"{actual}\"; the policy asks for \"{expected}\". What keeps traffic on the egress gateway goes by this label.",
                $"Write {key}: \"{expected}\", or leave the label out and let the mutating webhook add it.");
        }
    }
}
