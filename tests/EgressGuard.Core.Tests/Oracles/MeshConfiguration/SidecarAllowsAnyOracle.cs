using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>A Sidecar that lets out what the mesh does not know (SC-1, SC-7, SC-9).</summary>
internal sealed class SidecarAllowsAnyOracle : RuleOracle
{
    public override string Rule => "EG406";

    public override OracleCase Generate(Pick pick) => SidecarCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (@case.Object["spec"]?["outboundTrafficPolicy"] is not JsonObject outbound)
        {
            return @case.Policy.Mesh.OutboundTrafficPolicy == OutboundTrafficPolicy.AllowAny ? ["/spec"] : [];
        }

        var toGateway = OracleCase.Text(outbound["egressProxy"]?["host"]) is { } host && Names.Gateways(@case).Contains(Names.Plain(host));
        return OracleCase.Text(outbound["mode"]) switch
        {
            null or "REGISTRY_ONLY" => [],
            "ALLOW_ANY" when toGateway => [],
            _ => ["/spec/outboundTrafficPolicy/mode"],
        };
    }
}
