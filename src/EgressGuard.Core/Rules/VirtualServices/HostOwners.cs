using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>Whose an external host is: its namespaces are those whose ServiceEntries declare it (istio-egress.md VS-11).</summary>
internal static class HostOwners
{
    /// <summary>
    /// The parts of a host that only other namespaces declare, each with the entry that does, ordered by namespace and name. A part under
    /// an own entry, or under what the policy lists for the own namespace, is the own namespace's.
    /// </summary>
    public static IEnumerable<(ObjectRef Owner, string Part)> ForeignParts(string host, RuleContext context)
    {
        var own = context.Subject.Namespace;
        var overlapping = context.Mesh.ServiceEntriesOverlapping(host);
        return overlapping.Any(reference => reference.Namespace != own) ? ForeignParts(host, own, overlapping, context) : [];
    }

    private static IEnumerable<(ObjectRef Owner, string Part)> ForeignParts(
        string host, string own, IReadOnlyList<ObjectRef> overlapping, RuleContext context)
    {
        var declared = overlapping
            .Select(reference => (Reference: reference, Entry: context.Mesh.FindServiceEntry(reference)!))
            .Where(found => context.Policy.Mesh.IsActiveRevision(found.Entry.Metadata.Label("istio.io/rev")))
            .SelectMany(found => found.Entry.Spec!.Hosts.Select(HostName.Normalize), (found, item) => (found.Reference, Host: item))
            .Where(found => HostName.Overlap(found.Host, host))
            .ToList();
        return from found in declared
               where found.Reference.Namespace != own
               let part = HostName.Shared(found.Host, host)
               where EgressRoutes.IsExternal(part, context)
                   && !declared.Exists(item => item.Reference.Namespace == own && HostName.IsCoveredBy(part, item.Host))
                   && !HostPermissions.Name(part, own, context.Policy)
               select (found.Reference, part);
    }
}
