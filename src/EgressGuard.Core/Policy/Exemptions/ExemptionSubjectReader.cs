using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Policy.Exemptions;

/// <summary>Reads <c>spec.subjects</c> of an exemption.</summary>
internal static class ExemptionSubjectReader
{
    private static readonly (string, ObjectKind)[] KindNames =
    [
        .. from kind in Enum.GetValues<ObjectKind>()
           where !RuleCatalog.For(kind).IsEmpty
           from name in NamesOf(kind)
           select (name, kind),
    ];

    /// <summary>The subjects; of use only when nothing was reported.</summary>
    public static ImmutableArray<ExemptionSubject> ReadAll(PolicyNode node)
    {
        if (node.IsAbsent || node.IsEmptyList)
        {
            node.Report("this list is missing or empty; write the objects, such as [{kind: Pod, namespace: shop, name: legacy-*}]");
        }

        return [.. (node.Items() ?? []).Select(Read).OfType<ExemptionSubject>()];
    }

    private static ExemptionSubject? Read(PolicyNode node)
    {
        if (node.Object() is not { } subject)
        {
            return null;
        }

        var kind = ReadKind(subject.Take("kind"), subject.Take("group"));
        var @namespace = ReadNamespace(subject.Take("namespace"), kind);
        var name = subject.Take("name");
        if (name.IsAbsent)
        {
            name.Report("this field is missing; write the object's name, in which '*' stands for any characters, such as legacy-*");
        }

        var read = new ExemptionSubject(kind ?? default, @namespace, name.Text(CheckName) ?? "", ReadHosts(subject.Take("hosts"), kind));
        subject.End();
        return read;
    }

    /// <summary>Two kinds are called Gateway, so that one of them needs its group; elsewhere it may be left out.</summary>
    private static ObjectKind? ReadKind(PolicyNode node, PolicyNode group)
    {
        if (node.IsAbsent)
        {
            node.Report("this field is missing; write the kind of the objects, such as Pod");
        }

        var written = group.Text();
        if (node.Choice<ObjectKind>(KindNames) is not { } kind)
        {
            return null;
        }

        var name = node.Text()!;
        if (written is not null)
        {
            return ObjectKinds.Find(written, name) is { } found ? found : Refuse(group, written, name);
        }

        if (kind is ObjectKind.Gateway or ObjectKind.KubernetesGateway)
        {
            group.Report("this field is missing, and two kinds are called Gateway; write networking.istio.io or gateway.networking.k8s.io");
            return null;
        }

        return kind;
    }

    private static ObjectKind? Refuse(PolicyNode group, string written, string kind)
    {
        group.Report($"the group {Quote.Text(written)} has no kind {kind} that is judged; write its group, or remove the field");
        return null;
    }

    private static string ReadNamespace(PolicyNode node, ObjectKind? kind)
    {
        if (kind == ObjectKind.Namespace)
        {
            if (!node.IsAbsent)
            {
                node.Report("a Namespace is in no namespace; remove the field, and write the Namespace's own name in 'name'");
            }

            return "";
        }

        if (node.IsAbsent && kind is not null)
        {
            node.Report("this field is missing; write the one namespace of the objects");
        }

        return node.Text(KubeSyntax.Namespace) ?? "";
    }

    private static string? CheckName(string pattern)
    {
        // A namespace's inhabitants choose every name in it: a star alone would exempt whatever they come up with.
        if (Pattern.Check(pattern, "the object's name", "whoever writes objects would be exempt, whatever he calls them") is { } problem)
        {
            return problem;
        }

        return KubeSyntax.IsSubdomain(pattern.Replace('*', '0'))
            ? null
            : $"{Quote.Text(pattern)} is not a name of objects; "
                + "write lower-case letters, digits, '-' and '.', and '*' for any characters";
    }

    private static ImmutableArray<string> ReadHosts(PolicyNode node, ObjectKind? kind)
    {
        if (node.IsAbsent)
        {
            return [];
        }

        if (kind is not (null or ObjectKind.ServiceEntry or ObjectKind.VirtualService))
        {
            node.Report("only the hosts of a ServiceEntry or VirtualService are compared; remove the field");
        }
        else if (node.IsEmptyList)
        {
            node.Report("the list is empty; write the hosts that the object may name at most, or remove the field");
        }

        return [.. (node.Texts(HostSyntax.Check) ?? []).Select(HostName.Normalize)];
    }

    private static IEnumerable<string> NamesOf(ObjectKind kind) => kind switch
    {
        ObjectKind.KubernetesGateway => [],
        ObjectKind.ListenerSet => [nameof(ObjectKind.ListenerSet), "XListenerSet"],
        _ => [kind.ToString()],
    };
}
