using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>A rule for the gateway with another TLS than the mesh's own (DR-2).</summary>
internal sealed class GatewayHopWithoutIdentityOracle : RuleOracle
{
    public override string Rule => "EG402";

    public override OracleCase Generate(Pick pick) => DestinationRuleCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        foreach (var (pointer, policy) in DestinationRuleCases.TrafficPolicies(@case, withPorts: true))
        {
            if (DestinationRuleCases.IsForGateway(@case)
                && policy["tls"] is JsonObject tls
                && OracleCase.Text(tls["mode"]) != "ISTIO_MUTUAL")
            {
                yield return pointer + (tls.ContainsKey("mode") ? "/tls/mode" : "/tls");
            }
        }
    }
}
