using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>
/// The rules of VirtualServices, delegates resolved. Those that delegate are taken apart once for all questions about a mesh, the others
/// once for all meshes that hold them. Not for several threads at a time.
/// </summary>
internal sealed class RouteRules(MeshSnapshot mesh, EgressPolicy policy)
{
    private Dictionary<ObjectRef, List<RouteRule>>? _delegating;

    /// <summary>The VirtualService as a root; null when it is a delegate.</summary>
    public RoutedService? Root(ObjectRef reference) => RoutedService.Find(mesh, reference);

    /// <summary>The rules of one block.</summary>
    public IReadOnlyList<RouteRule> Of(RoutedService root, RouteBlocks block)
    {
        if (block != RouteBlocks.Http || !root.Delegates)
        {
            return root.OwnRules(block);
        }

        _delegating ??= [];
        if (!_delegating.TryGetValue(root.Reference, out var rules))
        {
            rules = Http(root);
            _delegating.Add(root.Reference, rules);
        }

        return rules;
    }

    private List<RouteRule> Http(RoutedService root)
    {
        var reader = new RouteReader(mesh.ClusterDomain);
        var rules = new List<RouteRule>();
        foreach (var (index, route) in root.Service.Spec!.Http.Index())
        {
            var pointer = RouteReader.PointerOf(index);
            if (route.Delegate?.Name is null)
            {
                reader.Http(rules, root, route, pointer);
            }
            else
            {
                rules.AddRange(Delegated(reader, root, route, pointer));
            }
        }

        return rules;
    }

    /// <summary>istiod drops a delegate that has hosts, is of another revision, or is not exported to its root (VS-4).</summary>
    private IEnumerable<RouteRule> Delegated(RouteReader reader, RoutedService root, HttpRoute route, string pointer)
    {
        var own = root.Reference.Namespace;
        var reference = new ObjectRef(string.IsNullOrEmpty(route.Delegate!.Namespace) ? own : route.Delegate.Namespace, route.Delegate.Name!);
        return mesh.FindVirtualService(reference) is { Spec: { Hosts.Count: 0 } spec } service
            && policy.Mesh.IsActiveRevision(service.Metadata.Label("istio.io/rev"))
            && ExportScope.Includes(ExportScope.Effective(spec.ExportTo, policy.Mesh.DefaultExportTo), reference.Namespace, own)
                ? reader.Delegated(root, route, pointer, reference, spec)
                : [];
    }
}
