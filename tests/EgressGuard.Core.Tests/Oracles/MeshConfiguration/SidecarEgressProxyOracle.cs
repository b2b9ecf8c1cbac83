using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>An egressProxy that is not the egress gateway (SC-2).</summary>
internal sealed class SidecarEgressProxyOracle : RuleOracle
{
    public override string Rule => "EG407";

    public override OracleCase Generate(Pick pick) => SidecarCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (Names.IsAtHomeOnThePlatform(@case) || @case.Object["spec"]?["outboundTrafficPolicy"]?["egressProxy"] is not JsonObject proxy)
        {
            return [];
        }

        return OracleCase.Text(proxy["host"]) switch
        {
            null => ["/spec/outboundTrafficPolicy/egressProxy"],
            var host when Names.Gateways(@case).Contains(Names.Plain(host)) => [],
            _ => ["/spec/outboundTrafficPolicy/egressProxy/host"],
        };
    }
}
