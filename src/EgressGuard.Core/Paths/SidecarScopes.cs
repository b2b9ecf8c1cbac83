using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Finds the Sidecar that holds for a pod, and what it lets the pod know (docs/egress-path.md 1.4).</summary>
internal sealed class SidecarScopes(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>The label sets that Sidecars of the namespace tell apart.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string?>> LabelSets(string @namespace) =>
        Active(@namespace).Select(found => found.Sidecar.Spec?.WorkloadSelector?.Labels).OfType<IReadOnlyDictionary<string, string?>>();

    /// <summary>The scope of a pod at a port: null where no Sidecar holds; with no items where the Sidecar does not listen there.</summary>
    public SidecarScope? Find(string @namespace, ImmutableSortedDictionary<string, string> labels, int port)
    {
        if (mesh.Count(ObjectKind.Sidecar) == 0)
        {
            return null;
        }

        var pod = new Proxy(@namespace, labels, null, IsGateway: false);
        var own = Active(@namespace).ToList();
        var holding = own.Find(found => IsSelective(found.Sidecar) && pod.Carries(found.Sidecar.Spec!.WorkloadSelector!.Labels));
        holding = holding.Sidecar is null ? own.Find(found => !IsSelective(found.Sidecar)) : holding;
        holding = holding.Sidecar is null ? Active(policy.Mesh.RootNamespace).FirstOrDefault(found => !IsSelective(found.Sidecar)) : holding;
        return holding.Sidecar is null ? null : ScopeOf(holding.Sidecar, holding.Reference, @namespace, port);
    }

    private static SidecarScope ScopeOf(Sidecar sidecar, ObjectRef reference, string own, int port)
    {
        var listeners = sidecar.Spec?.Egress ?? [];
        if (listeners.Count == 0)
        {
            return new SidecarScope(sidecar, reference, null, "/spec");
        }

        var index = IndexOf(listeners, listener => listener.Port?.Number == port);
        index = index < 0 ? IndexOf(listeners, listener => listener.Port?.Number is null or 0) : index;
        return index < 0
            ? new SidecarScope(sidecar, reference, [], "/spec/egress")
            : new SidecarScope(
                sidecar, reference, [.. listeners[index].Hosts.Select(item => SidecarImport.Read(item, own))],
                $"/spec/egress/{Patching.JsonPointer.Token(index)}/hosts");
    }

    private static int IndexOf(IReadOnlyList<EgressListener> listeners, Func<EgressListener, bool> condition)
    {
        for (var i = 0; i < listeners.Count; i++)
        {
            if (condition(listeners[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsSelective(Sidecar sidecar) => sidecar.Spec?.WorkloadSelector is { Labels.Count: > 0 };

    private IEnumerable<(Sidecar Sidecar, ObjectRef Reference)> Active(string @namespace) => mesh.SidecarsOf(@namespace)
        .Select(reference => (Sidecar: (Sidecar)mesh.Find(ObjectKind.Sidecar, reference)!, Reference: reference))
        .Where(found => policy.Mesh.IsActiveRevision(found.Sidecar.Metadata.Label("istio.io/rev")))
        .OldestFirst(found => found.Sidecar, found => found.Reference);
}
