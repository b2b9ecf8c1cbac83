using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A host that the egress gateway already knows from another namespace is not declared a second time.</summary>
/// <remarks>
/// Field: <c>spec.hosts</c>, where both entries are visible to the namespace of one egress gateway. Owner is the older entry, by
/// <c>metadata.creationTimestamp</c>; of two without one, as files have them, both are told. A host that an update adds, or shows the
/// gateway, is new, however old the entry is. Allowed: the host in further entries of the owner's namespace; an entry that the gateway
/// does not see; hosts that the policy's <c>hosts</c> list for both namespaces. Entries of a revision that is not in use own nothing;
/// names in the cluster are EG105's.
/// </remarks>
internal sealed class HostOwnedByAnotherNamespace : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG106",
        Name = "host-owned-by-another-namespace",
        Summary = "A ServiceEntry does not show the egress gateway a host that an older one of another namespace has.",
        Specification = "SE-H2, SE-7, 2.9",
        Kinds = [ObjectKind.ServiceEntry],
        Needs = [ObjectKind.ServiceEntry],
        Why = "The egress gateway knows a host once, and of two entries it can take the newer one. Whoever declares a host that another "
            + "team uses then decides where that team's traffic goes.",
        Example = new RuleExample(
            Denied: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: shop}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: STATIC
                  endpoints: [{address: 203.0.113.10}]
                  exportTo: [".", istio-system]
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: payments, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", istio-system]
                """,
            Corrected: """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api, namespace: payments, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                  exportTo: [".", shop, istio-system]
                """),
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context)
    {
        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            var host = HostName.Normalize(entry.Hosts[i]);
            if (OwnerOf(host, context) is var (owner, declared))
            {
                Report(entry.Hosts[i], host == declared, owner, declared, "/spec/hosts/" + JsonPointer.Token(i), context);
            }
        }
    }

    private static void Report(string host, bool isSame, ObjectRef owner, string declared, string pointer, RuleContext context)
    {
        var entry = Quote.Text(owner.ToString());
        var own = Quote.Text(context.Subject.Namespace);
        context.Report(
            pointer,
            isSame
                ? $"{Quote.Text(host)} is a host of ServiceEntry {entry}, and the egress gateway sees both entries. It takes one of the "
                    + "two for everybody's traffic to the host, so one namespace decides where the other's goes."
                : $"{Quote.Text(host)} overlaps {Quote.Text(declared)} of ServiceEntry {entry}, and the egress gateway sees both "
                    + "entries. For a name that both have it takes one of the two, for everybody's traffic.",
            $"Remove the host and ask for ServiceEntry {entry} to be exported to namespace {own}; or ask for the policy's spec.hosts to "
            + $"list the host for namespaces {Quote.Text(owner.Namespace)} and {own}, which lets them share it.");
    }

    /// <summary>The first entry that has the host, or part of it, before the subject, with the host as that entry has it.</summary>
    private static (ObjectRef Owner, string Declared)? OwnerOf(string host, RuleContext context)
    {
        var subject = (ServiceEntry)context.Subject.Object;
        var own = context.Subject.Reference;
        var isAdded = context.Subject.OldObject is ServiceEntry before && !Shows(host, before, context);
        foreach (var reference in context.Mesh.ServiceEntriesOverlapping(host).Where(reference => reference.Namespace != own.Namespace))
        {
            var other = context.Mesh.FindServiceEntry(reference)!;
            if ((isAdded || IsOlder(other, reference, subject, own))
                && MeetAtGateway(subject, own.Namespace, other, reference.Namespace, context.Policy)
                && other.Spec!.Hosts.Select(HostName.Normalize).FirstOrDefault(
                    declared => IsTaken(host, declared, own.Namespace, reference.Namespace, context.Policy)) is { } found)
            {
                return (reference, found);
            }
        }

        return null;
    }

    /// <summary>Whether what the two hosts have in common can be one namespace's only.</summary>
    private static bool IsTaken(string host, string declared, string own, string owner, EgressPolicy policy)
    {
        if (!HostName.Overlap(host, declared))
        {
            return false;
        }

        var shared = HostName.Shared(host, declared);
        return !HostName.IsInCluster(shared, policy.Mesh.ClusterDomain)
            && !(HostPermissions.Name(shared, own, policy) && HostPermissions.Name(shared, owner, policy));
    }

    private static bool MeetAtGateway(ServiceEntry left, string leftHome, ServiceEntry right, string rightHome, EgressPolicy policy) =>
        policy.Mesh.EgressGateways.Any(gateway =>
            IsSeenFrom(gateway.Namespace, left, leftHome, policy) && IsSeenFrom(gateway.Namespace, right, rightHome, policy));

    private static bool IsSeenFrom(string viewer, ServiceEntry entry, string home, EgressPolicy policy) =>
        policy.Mesh.IsActiveRevision(entry.Metadata.Label("istio.io/rev"))
        && ExportScope.Includes(ExportScope.Effective(entry.Spec!.ExportTo, policy.Mesh.DefaultExportTo), home, viewer);

    /// <summary>Whether the entry, as it was, already showed the host to some egress gateway.</summary>
    private static bool Shows(string host, ServiceEntry entry, RuleContext context) =>
        entry.Spec is { } spec
        && spec.Hosts.Any(item => HostName.Normalize(item) == host)
        && MeetAtGateway(entry, context.Subject.Namespace, entry, context.Subject.Namespace, context.Policy);

    /// <summary>Whether the other entry is the older one. Of two without a time neither is known to be the younger.</summary>
    private static bool IsOlder(ServiceEntry other, ObjectRef otherReference, ServiceEntry subject, ObjectRef reference) =>
        subject.Metadata.CreationTimestamp is null
        || new[] { (Entry: other, Reference: otherReference), (Entry: subject, Reference: reference) }
            .OldestFirst(item => item.Entry, item => item.Reference)
            .First().Reference == otherReference;
}
