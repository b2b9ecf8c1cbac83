using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Paths;

/// <summary>The ports at which ServiceEntries declare a host.</summary>
internal static class DeclaredPorts
{
    /// <summary>The ports of every ServiceEntry for the host, or for a pattern around it, that the namespace sees; ordered.</summary>
    public static ImmutableArray<int> Of(string @namespace, string host, MeshSnapshot mesh, EgressPolicy policy)
    {
        var ports = new SortedSet<int>();
        foreach (var reference in mesh.ServiceEntriesOverlapping(host))
        {
            var entry = mesh.FindServiceEntry(reference)!;
            var exportTo = ExportScope.Effective(entry.Spec!.ExportTo, policy.Mesh.DefaultExportTo);
            if (policy.Mesh.IsActiveRevision(entry.Metadata.Label("istio.io/rev"))
                && ExportScope.Includes(exportTo, reference.Namespace, @namespace)
                && entry.Spec.Hosts.Any(declared => HostName.IsCoveredBy(host, HostName.Normalize(declared))))
            {
                ports.UnionWith(entry.Spec.Ports.Select(port => port.Number ?? 0).Where(number => number is > 0 and <= ushort.MaxValue));
            }
        }

        return [.. ports];
    }
}
