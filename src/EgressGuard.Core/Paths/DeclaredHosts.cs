using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>The names and namespaces for which paths are worth asking.</summary>
internal sealed class DeclaredHosts(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>
    /// A host and, where it is a pattern, the names under it that VirtualServices mention more narrowly: their way may be another.
    /// </summary>
    /// <param name="host">The host, normalised.</param>
    public IReadOnlyList<string> NamesUnder(string host)
    {
        if (!HostName.IsWildcard(host))
        {
            return [host];
        }

        return
        [
            .. mesh.VirtualServicesOverlapping(host)
                .SelectMany(reference => NamesIn(mesh.FindVirtualService(reference)!.Spec!, reference))
                .Where(name => name != host && HostName.IsCoveredBy(name, host))
                .Prepend(host)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The hosts and server names that a VirtualService mentions, normalised.</summary>
    public IReadOnlyList<string> NamesIn(VirtualServiceSpec spec, ObjectRef reference)
    {
        var names = new DistinctNames();
        foreach (var host in spec.Hosts)
        {
            names.Add(HostName.Normalize(HostName.Expand(host, reference.Namespace, mesh.ClusterDomain)));
        }

        foreach (var route in spec.Tls)
        {
            foreach (var match in route.Match)
            {
                foreach (var name in match.SniHosts)
                {
                    names.Add(HostName.Normalize(name));
                }
            }
        }

        return names.All;
    }

    /// <summary>The tenants that see a ServiceEntry: by name where it is exported so, else the given ones.</summary>
    /// <param name="spec">The entry.</param>
    /// <param name="owner">Its namespace.</param>
    /// <param name="all">The namespaces that a public entry is for.</param>
    public IEnumerable<string> Clients(ServiceEntrySpec spec, string owner, IEnumerable<string> all)
    {
        var exported = ExportScope.Effective(spec.ExportTo, policy.Mesh.DefaultExportTo);
        var named = exported.Contains("*") ? all : exported.Contains("~") ? [] : exported.Select(item => item == "." ? owner : item);
        return named.Distinct(StringComparer.Ordinal).Where(IsTenant);
    }

    /// <summary>The tenants of the mesh that see a ServiceEntry, and all ambient ones, for which exports do not count (docs/egress-path.md 6).</summary>
    /// <param name="spec">The entry.</param>
    /// <param name="owner">Its namespace.</param>
    public IReadOnlyList<string> Clients(ServiceEntrySpec spec, string owner)
    {
        var exported = ExportScope.Effective(spec.ExportTo, policy.Mesh.DefaultExportTo);
        return exported.Contains("*") || policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient) ? ClientsOfMesh(spec, owner) : Named(exported, owner);
    }

    private IReadOnlyList<string> Named(IReadOnlyList<string> exported, string owner)
    {
        var named = new DistinctNames();
        for (var i = 0; i < exported.Count; i++)
        {
            if (exported[i] == "~")
            {
                return [];
            }

            var name = exported[i] == "." ? owner : exported[i];
            if (IsTenant(name))
            {
                named.Add(name);
            }
        }

        return named.All;
    }

    /// <summary>An item that is no name, such as 'web-*', is nobody's namespace.</summary>
    private bool IsTenant(string name) => KubeSyntax.IsDnsLabel(name) && !policy.IsPlatformNamespace(name);

    private List<string> ClientsOfMesh(ServiceEntrySpec spec, string owner)
    {
        var all = mesh.All(ObjectKind.Namespace).Select(item => item.Key.Name);
        var seen = Clients(spec, owner, all.Append(owner));
        return policy.Mesh.DataplaneModes.Contains(DataplaneMode.Ambient)
            ? [.. seen.Union(all.Where(name => AmbientSide.IsAmbient(name, mesh) && !policy.IsPlatformNamespace(name)))]
            : [.. seen];
    }
}
