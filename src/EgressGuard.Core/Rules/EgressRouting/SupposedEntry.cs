using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.EgressRouting;

/// <summary>The ServiceEntry that a route which comes first is waiting for.</summary>
internal static class SupposedEntry
{
    /// <summary>An entry for the host, seen by the VirtualService's namespace and the egress gateways.</summary>
    public static ServiceEntry For(string host, int port, string protocol, RuleContext context) => new()
    {
        ApiVersion = "networking.istio.io/v1",
        KindName = "ServiceEntry",
        Spec = new ServiceEntrySpec
        {
            Hosts = [host],
            Ports = [new ServiceEntryPort { Number = port, Name = "supposed", Protocol = protocol }],
            Resolution = "DNS",
            ExportTo = [".", .. context.Policy.Mesh.EgressGateways.Select(gateway => gateway.Namespace)],
        },
    };
}
