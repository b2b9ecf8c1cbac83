using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Mesh;

/// <summary>Tells the egress gateways of the policy from other gateways and services (istio-egress.md 2.4).</summary>
internal static class EgressGateways
{
    /// <summary>Whether a Gateway configures egress gateway pods; null when the mesh does not hold it.</summary>
    public static bool? IsOne(ObjectRef gateway, MeshSnapshot mesh, EgressPolicy policy) =>
        mesh.FindGateway(gateway) is { Spec: { } spec } ? Selects(spec, policy) : null;

    /// <summary>
    /// Whether the Gateway's selector picks pods of some egress gateway: it is empty, which picks every gateway pod, or it agrees with
    /// the labels that the policy knows of those pods. Labels that the policy does not know cannot tell the two apart.
    /// </summary>
    internal static bool Selects(GatewaySpec gateway, EgressPolicy policy) =>
        gateway.Selector.Count == 0 || policy.Mesh.EgressGateways.Any(egress => Agrees(gateway, egress));

    private static bool Agrees(GatewaySpec gateway, EgressGatewaySettings egress) => Agrees(gateway.Selector, egress);

    /// <summary>
    /// Whether a selector names some label that is known of the gateway's pods, and contradicts none that the policy knows. Istio's charts
    /// give these pods a label <c>app</c> with the name of the Service, too, whether the policy's selector lists it or not.
    /// </summary>
    internal static bool Agrees(IReadOnlyDictionary<string, string?> selector, EgressGatewaySettings egress)
    {
        var shared = 0;
        foreach (var (key, value) in selector)
        {
            if (egress.Selector.TryGetValue(key, out var expected))
            {
                if (expected != (value ?? ""))
                {
                    return false;
                }

                shared++;
            }
            else if (IsApp(key, value, egress))
            {
                shared++;
            }
        }

        return shared > 0;
    }

    /// <summary>Whether it is the label <c>app</c> that Istio's charts give the gateway's pods.</summary>
    internal static bool IsApp(string key, string? value, EgressGatewaySettings egress) => key == "app" && value == egress.Service;

    /// <summary>Whether the host, expanded and normalised, is the Service of an egress gateway.</summary>
    public static bool IsService(string host, EgressPolicy policy) =>
        policy.Mesh.EgressGateways.Any(egress => egress.HostIn(policy.Mesh.ClusterDomain) == host);

    /// <summary>
    /// Every name by which DNS finds the Service of an egress gateway from another namespace, in lower case: the full one, and the
    /// forms <c>service.namespace.svc</c> and <c>service.namespace</c> that the search domains of pods complete.
    /// </summary>
    public static IEnumerable<string> NamesOfServices(EgressPolicy policy) => policy.Mesh.EgressGateways.SelectMany(egress => new[]
    {
        egress.HostIn(policy.Mesh.ClusterDomain),
        $"{egress.Service}.{egress.Namespace}.svc",
        $"{egress.Service}.{egress.Namespace}",
    });
}
