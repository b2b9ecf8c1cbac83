using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Mesh;

/// <summary>Tells the egress gateways of the policy among the objects of the Gateway API (istio-egress.md 2.4, 4.12).</summary>
internal static class KubernetesEgressGateways
{
    /// <summary>What Istio appends to a Gateway's name when it makes the Service: the name of the class.</summary>
    private const string DeployedSuffix = "-istio";

    /// <summary>Whether the Gateway is an egress gateway: it has the name of the Service, or Istio makes the Service from it.</summary>
    public static bool IsOne(ObjectRef gateway, EgressPolicy policy) => policy.Mesh.EgressGateways.Any(
        egress => egress.Namespace == gateway.Namespace
            && (egress.Service == gateway.Name || egress.Service == gateway.Name + DeployedSuffix));

    /// <summary>Whether the Service is an egress gateway's.</summary>
    public static bool IsService(ObjectRef service, EgressPolicy policy) => policy.Mesh.EgressGateways.Any(
        egress => egress.Namespace == service.Namespace && egress.Service == service.Name);

    /// <summary>Whether some egress gateway lives in the namespace.</summary>
    public static bool IsHome(string @namespace, EgressPolicy policy) =>
        policy.Mesh.EgressGateways.Any(egress => egress.Namespace == @namespace);
}
