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
    public IEnumerable<string> NamesUnder(string host)
    {
        if (!HostName.IsWildcard(host))
        {
            return [host];
        }

        return mesh.VirtualServicesOverlapping(host)
            .SelectMany(reference => NamesIn(mesh.FindVirtualService(reference)!.Spec!, reference))
            .Where(name => name != host && HostName.IsCoveredBy(name, host))
            .Prepend(host)
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>The hosts and server names that a VirtualService mentions, normalised.</summary>
    public IEnumerable<string> NamesIn(VirtualServiceSpec spec, ObjectRef reference) => spec.Hosts
        .Select(host => HostName.Expand(host, reference.Namespace, mesh.ClusterDomain))
        .Concat(spec.Tls.SelectMany(route => route.Match).SelectMany(match => match.SniHosts))
        .Select(HostName.Normalize)
        .Distinct(StringComparer.Ordinal);

    /// <summary>The tenants that see a ServiceEntry: by name where it is exported so, else the given ones.</summary>
    /// <param name="spec">The entry.</param>
    /// <param name="owner">Its namespace.</param>
    /// <param name="all">The namespaces that a public entry is for.</param>
    public IEnumerable<string> Clients(ServiceEntrySpec spec, string owner, IEnumerable<string> all)
    {
        var exported = ExportScope.Effective(spec.ExportTo, policy.Mesh.DefaultExportTo);
        var named = exported.Contains("*") ? all : exported.Contains("~") ? [] : exported.Select(item => item == "." ? owner : item);

        // An item that is no name, such as 'web-*', is nobody's namespace.
        return named.Distinct(StringComparer.Ordinal).Where(name => KubeSyntax.IsDnsLabel(name) && !policy.IsPlatformNamespace(name));
    }
}
