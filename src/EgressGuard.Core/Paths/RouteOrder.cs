using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Which VirtualServices a proxy sees, and in which order (istio-egress.md 2.5, docs/egress-path.md 2.1).</summary>
internal sealed class RouteOrder(MeshSnapshot mesh, EgressPolicy policy, RouteRules rules)
{
    /// <summary>Every active VirtualService with a host that overlaps this one, whoever sees it, ordered by namespace and name.</summary>
    public List<RoutedService> Overlapping(string host) => Active(mesh.VirtualServicesOverlapping(host));

    /// <summary>Every active VirtualService with a host that overlaps one of these, whoever sees it, each once.</summary>
    public List<RoutedService> Overlapping(IReadOnlyList<string> hosts) =>
        hosts.Count == 1 ? Overlapping(hosts[0]) : Active([.. hosts.SelectMany(mesh.VirtualServicesOverlapping).Distinct()]);

    /// <summary>Those of the VirtualServices that have hosts and are active.</summary>
    public List<RoutedService> Active(IReadOnlyList<ObjectRef> services)
    {
        var active = new List<RoutedService>(services.Count);
        for (var i = 0; i < services.Count; i++)
        {
            if (rules.Root(services[i]) is { } service && IsActive(service))
            {
                active.Add(service);
            }
        }

        return active;
    }

    /// <summary>Those of them that the proxy sees, the one that is asked first first.</summary>
    public List<RoutedService> Seen(IEnumerable<RoutedService> services, Proxy proxy)
    {
        var seen = new List<RoutedService>();
        foreach (var service in services)
        {
            if (IsExportedTo(service, proxy.Namespace) && IsImported(service, proxy))
            {
                seen.Add(service);
            }
        }

        return seen.Count < 2 ? seen : Ordered(seen, proxy.Namespace);
    }

    private List<RoutedService> Ordered(List<RoutedService> seen, string @namespace) =>
    [
        .. seen.OldestFirst(service => service.Service, service => service.Reference).OrderBy(service => ClassOf(service, @namespace)),
    ];

    /// <summary>Whether the VirtualService's revision is in use.</summary>
    public bool IsActive(RoutedService service) => policy.Mesh.IsActiveRevision(service.Service.Metadata.Label("istio.io/rev"));

    /// <summary>Whether proxies of the namespace may see it.</summary>
    public bool IsExportedTo(RoutedService service, string @namespace) =>
        ExportScope.Includes(Exports(service), service.Reference.Namespace, @namespace);

    /// <summary>Whether the pod's Sidecar, if any, imports it.</summary>
    public static bool IsImported(RoutedService service, Proxy proxy) =>
        proxy.Scope is not { } scope || scope.ImportsRoutes(service.NormalHosts, service.Reference.Namespace);

    private IReadOnlyList<string> Exports(RoutedService service) =>
        ExportScope.Effective(service.Service.Spec!.ExportTo, policy.Mesh.DefaultExportTo);

    /// <summary>Private to the proxy's namespace first, then exported to it by name, then public.</summary>
    private int ClassOf(RoutedService service, string @namespace) =>
        Exports(service).Contains("*") ? 2 : service.Reference.Namespace == @namespace ? 0 : 1;
}
