using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Rules.VirtualServices;

/// <summary>The others for whom a VirtualService decides, as sentences tell it.</summary>
/// <param name="Text">For whom: the end of a sentence.</param>
/// <param name="Remedy">How the namespace keeps to itself.</param>
internal sealed record RouteAudience(string Text, string Remedy)
{
    /// <summary>For whom the VirtualService under judgement decides about a host; null when it is for its own namespace alone.</summary>
    public static RouteAudience? Of(VirtualServiceSpec spec, string host, RuleContext context)
    {
        var exported = ExportScope.Effective(spec.ExportTo, context.Policy.Mesh.DefaultExportTo);
        if (EgressRoutes.AreBoundToMesh(spec) && IsForOtherClients(exported, context))
        {
            return new RouteAudience(
                "for sidecars of other namespaces, too",
                "Set exportTo: [\".\"], so that it holds for clients of this namespace only, or leave the host to its owner.");
        }

        return GatewayFor(spec, exported, host, context) is { } gateway
            ? new RouteAudience(
                $"at the egress gateway, for everybody (Gateway {Quote.Text(gateway.ToString())})",
                "Remove the egress gateway's Gateway from gateways, and leave the host to its owner there.")
            : null;
    }

    /// <summary>The gateway's namespace must see what the gateway is to apply; clients are elsewhere.</summary>
    private static bool IsForOtherClients(IReadOnlyList<string> exported, RuleContext context) =>
        exported.Contains("*")
        || (!exported.Contains("~") && exported.Any(item => item != "." && item != context.Subject.Namespace
            && !context.Policy.Mesh.EgressGateways.Any(gateway => gateway.Namespace == item)));

    private static ObjectRef? GatewayFor(VirtualServiceSpec spec, IReadOnlyList<string> exported, string host, RuleContext context)
    {
        var own = context.Subject.Namespace;
        if (!context.Policy.Mesh.EgressGateways.Any(gateway => ExportScope.Includes(exported, own, gateway.Namespace)))
        {
            return null;
        }

        foreach (var name in spec.Gateways.Where(name => name != GatewayReference.Mesh))
        {
            var gateway = GatewayReference.Resolve(name, own);
            switch (EgressGateways.IsOne(gateway, context.Mesh, context.Policy))
            {
                case true when !IsGranted(gateway, host, context):
                    return gateway;
                case null when !context.Mesh.Knows(ObjectKind.Gateway):
                    context.NotEvaluated($"Gateway {gateway} was not given");
                    break;
                default:
                    break;
            }
        }

        return null;
    }

    /// <summary>Whether the platform has a Gateway take the host from this namespace by name (istio-egress.md 2.4).</summary>
    private static bool IsGranted(ObjectRef gateway, string host, RuleContext context)
    {
        var prefix = context.Subject.Namespace + "/";
        return context.Policy.IsPlatformNamespace(gateway.Namespace)
            && context.Mesh.FindGateway(gateway) is { Spec: { } spec }
            && spec.Servers.SelectMany(server => server.Hosts).Any(item => item.StartsWith(prefix, StringComparison.Ordinal)
                && HostName.IsCoveredBy(host, HostName.Normalize(item[prefix.Length..])));
    }
}
