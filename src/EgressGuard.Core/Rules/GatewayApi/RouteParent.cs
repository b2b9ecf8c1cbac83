using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.GatewayApi;

/// <summary>What a route attaches to (istio-egress.md KG-1, KG-2). An absent group and kind mean a Gateway.</summary>
internal static class RouteParent
{
    /// <summary>Whether the route holds in the mesh, for the clients of a Service or ServiceEntry.</summary>
    public static bool IsMesh(ParentReference parent) => IsService(parent) || IsServiceEntry(parent);

    /// <summary>Whether the parent is a Service. Its group is written as "": an absent one is the Gateway API's.</summary>
    public static bool IsService(ParentReference parent) => parent is { Group: "", Kind: "Service" };

    /// <summary>Whether the parent is a ServiceEntry.</summary>
    public static bool IsServiceEntry(ParentReference parent) =>
        parent is { Group: "networking.istio.io", Kind: "ServiceEntry" };

    /// <summary>Whether the parent is a Gateway.</summary>
    public static bool IsGateway(ParentReference parent) =>
        parent is { Group: null or "gateway.networking.k8s.io", Kind: null or "Gateway" };

    /// <summary>Whether the parent is a set of listeners, of which only the set itself knows the Gateway.</summary>
    public static bool IsListenerSet(ParentReference parent) => parent is
        { Group: null or "gateway.networking.k8s.io", Kind: "ListenerSet" }
        or { Group: "gateway.networking.x-k8s.io", Kind: "XListenerSet" };

    /// <summary>Whether the parent is an egress gateway.</summary>
    public static bool IsEgressGateway(ParentReference parent, string own, EgressPolicy policy) =>
        IsGateway(parent) && KubernetesEgressGateways.IsOne(Resolve(parent, own), policy);

    /// <summary>
    /// Whether the route decides where others' traffic goes: to the hosts of a ServiceEntry, or to a Service of another namespace. An
    /// egress gateway's Service is never the tenant's own.
    /// </summary>
    public static bool IsForeign(ParentReference parent, string own, EgressPolicy policy)
    {
        var resolved = Resolve(parent, own);
        return IsServiceEntry(parent)
            || (IsService(parent) && (resolved.Namespace != own || KubernetesEgressGateways.IsService(resolved, policy)));
    }

    /// <summary>The parent's identity. No namespace means the object's own.</summary>
    public static ObjectRef Resolve(ParentReference parent, string own) =>
        new(string.IsNullOrEmpty(parent.Namespace) ? own : parent.Namespace, parent.Name ?? "");

    /// <summary>The parent, for people: <c>ServiceEntry 'shop/api'</c>.</summary>
    public static string Describe(ParentReference parent, string own) =>
        $"{Quote.Shorten(parent.Kind ?? "Gateway")} {Quote.Text(Resolve(parent, own).ToString())}";
}
