using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>
/// What a Gateway makes of the VirtualServices that were bound to it before it was there: objects arrive in any order, and a rule about a
/// VirtualService at a gateway must not depend on it (istio-egress.md A9).
/// </summary>
internal static class RoutesOfGateway
{
    /// <summary>
    /// Reports, at the selector of the Gateway under judgement, what is wrong with the VirtualServices of tenants only since it is there.
    /// </summary>
    /// <param name="context">Of the Gateway.</param>
    /// <param name="check">How the rule judges a VirtualService.</param>
    public static void Check(RuleContext context, Action<RuleContext> check)
    {
        var self = context.Subject.Reference;
        var routes = context.Mesh.VirtualServicesBoundTo(self).Where(route => !context.Policy.IsPlatformNamespace(route.Namespace));
        foreach (var route in routes)
        {
            var service = new Subject(context.Mesh.FindVirtualService(route)!, route.Namespace, route.Name);
            var known = context.FindingsIn(service, context.MeshBefore, check).Select(finding => finding.Pointer).ToHashSet(StringComparer.Ordinal);
            foreach (var finding in context.FindingsIn(service, context.Mesh, check).Where(finding => !known.Contains(finding.Pointer)))
            {
                context.Report(finding with
                {
                    Pointer = "/spec/selector",
                    Message = $"VirtualService {Quote.Text(route.ToString())} is bound to this Gateway. {finding.Message}",
                    Remedy = $"Have the VirtualService changed: {finding.Remedy}",
                });
            }
        }
    }
}
