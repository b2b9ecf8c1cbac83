using System.Collections.Immutable;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Policy;

/// <summary>Reads <c>spec.labels</c>.</summary>
internal static class LabelRequirementReader
{
    private static readonly (string, ObjectKind)[] LabelledKinds =
    [
        (nameof(ObjectKind.Pod), ObjectKind.Pod),
        (nameof(ObjectKind.ServiceEntry), ObjectKind.ServiceEntry),
        (nameof(ObjectKind.VirtualService), ObjectKind.VirtualService),
    ];

    /// <summary>The requirements; those of the mesh's first gateway when the list is absent.</summary>
    public static ImmutableArray<LabelRequirement> Read(PolicyNode node, MeshSettings mesh)
    {
        if (node.Items() is { } items)
        {
            var seen = new List<LabelRequirement>(items.Count);
            foreach (var item in items)
            {
                if (ReadRequirement(item, seen) is { } requirement)
                {
                    seen.Add(requirement);
                }
            }

            return [.. seen];
        }

        var defaults = LabelRequirement.DefaultsFor(mesh);
        if (node.IsAbsent && defaults.FirstOrDefault(label => KubeSyntax.LabelValue(label.Value!) is not null) is { } tooLong)
        {
            node.Report($"the default value of the label {tooLong.Key}, {Quote.Text(tooLong.Value!)}, "
                + "is longer than a label value can be; write the labels here");
        }

        return defaults;
    }

    private static LabelRequirement? ReadRequirement(PolicyNode node, List<LabelRequirement> before)
    {
        if (node.Object() is not { } entry)
        {
            return null;
        }

        var kinds = ReadKinds(entry.Take("kinds"));
        var keyNode = entry.Take("key");
        if (keyNode.IsAbsent)
        {
            keyNode.Report("this field is missing; write the label's key");
        }

        var key = keyNode.Text(KubeSyntax.LabelKey);
        var (value, source) = (entry.Take("value"), entry.Take("fromNamespaceLabel"));
        if (value.IsAbsent == source.IsAbsent)
        {
            node.Report(value.IsAbsent
                ? "the label's value is missing; write 'value', or 'fromNamespaceLabel' to take it from a label of the namespace"
                : "the label has two sources; write 'value' or 'fromNamespaceLabel', not both");
        }

        var (valueText, sourceKey) = (value.Text(KubeSyntax.LabelValue), source.Text(KubeSyntax.LabelKey));
        var selector = LabelSelectorReader.Read(entry.Take("namespaceSelector"));
        entry.End();
        if (key is null)
        {
            return null;
        }

        var requirement = new LabelRequirement
        {
            Kinds = kinds,
            Key = key,
            Value = valueText,
            FromNamespaceLabel = sourceKey,
            NamespaceSelector = selector,
        };
        ReportTwice(keyNode, requirement, before);
        return requirement;
    }

    private static ImmutableArray<ObjectKind> ReadKinds(PolicyNode node)
    {
        if (node.IsAbsent || node.IsEmptyList)
        {
            node.Report("this list is missing or empty; write the kinds that carry the label: Pod, ServiceEntry, VirtualService");
        }

        var kinds = ImmutableArray.CreateBuilder<ObjectKind>();
        foreach (var item in node.Items() ?? [])
        {
            if (item.Choice<ObjectKind>(LabelledKinds) is not { } kind)
            {
                continue;
            }

            if (kinds.Contains(kind))
            {
                item.Report($"{kind} is listed twice; keep one");
            }

            kinds.Add(kind);
        }

        return kinds.DrainToImmutable();
    }

    /// <summary>One object can carry a key once: two requirements of it can only both hold in different namespaces.</summary>
    private static void ReportTwice(PolicyNode key, LabelRequirement requirement, List<LabelRequirement> before)
    {
        foreach (var kind in requirement.Kinds.Distinct())
        {
            if (before.Exists(other => other.Key == requirement.Key && other.Kinds.Contains(kind)
                && LabelSelector.AreSame(other.NamespaceSelector, requirement.NamespaceSelector)))
            {
                key.Report($"{kind} already has a value for the label {requirement.Key} in the same namespaces; "
                    + "remove one, or give each its own namespaceSelector");
            }
        }
    }
}
