using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Policy.Exemptions;

/// <summary>
/// The objects that an exemption lets past. Never by a label: whoever writes an object chooses its labels, and would exempt himself.
/// </summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Namespace">Their namespace, exactly; "" for the kind Namespace.</param>
/// <param name="Name">Their name: the whole of it, in which <c>*</c> stands for any characters.</param>
/// <param name="Hosts">
/// The hosts and wildcards that a ServiceEntry or VirtualService may name at most; empty when nothing is said of them.
/// </param>
public sealed record ExemptionSubject(ObjectKind Kind, string Namespace, string Name, ImmutableArray<string> Hosts)
{
    /// <summary>
    /// Whether the object is one of them. Of a name that is still to be generated the prefix is known: it fits where every name that can
    /// come of it does.
    /// </summary>
    public bool Covers(Subject subject) =>
        subject.Object.Kind == Kind
        && string.Equals(subject.Namespace, Namespace, StringComparison.Ordinal)
        && Glob.IsMatch(Name, subject.Name)
        && (Hosts.IsEmpty || StaysWithin(HostsOf(subject.Object)));

    /// <summary>An object without hosts could concern any: a VirtualService that others delegate to concerns theirs.</summary>
    private bool StaysWithin(IReadOnlyList<string> hosts) =>
        hosts.Count > 0 && hosts.Select(HostName.Normalize).All(host => Hosts.Any(item => HostName.IsCoveredBy(host, item)));

    private static IReadOnlyList<string> HostsOf(KubeObject source) => source switch
    {
        ServiceEntry { Spec: { } spec } => spec.Hosts,
        VirtualService { Spec: { } spec } => spec.Hosts,
        _ => [],
    };
}
